using System.Security.Cryptography;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using MiniLogin.Apps;
using MiniLogin.Aws;
using MiniLogin.Secrets;
using MiniLogin.Users;
using MiniLogin.WeChat;

namespace MiniLogin.Account;

/// <summary>
/// Encrypts again, with an app's current data key, what retired data keys encrypted: the secrets in users' rows and the access_token.
/// Also hashes phone numbers that were bound before the app had a phone key.
/// Costs a scan of the Users table and one write for each user who has such a secret. Every write is conditional on the values that
/// were read, so a login at the same time loses nothing. A run that was interrupted is continued by another run.
/// </summary>
internal sealed class Reseal(IAmazonDynamoDB dynamoDB, IAccessTokenStore accessTokens, MiniLoginOptions options)
{
    private const int AtOnce = 16;

    /// <summary>Attempts per row. A user's row changes at most a few times a minute.</summary>
    private const int Attempts = 5;

    private static readonly string Columns = string.Join(", ", UserColumns.Sealed.Keys.Concat([UserColumns.UserKeyColumn, UserColumns.PhoneHash]));

    /// <param name="retired">The ids of the retired data keys. No function encrypts with them any more.</param>
    /// <param name="count">Is kept up to date during the run.</param>
    /// <param name="progress">Called after each page of the scan.</param>
    /// <exception cref="StoreUnavailableException">Nothing is lost; run again to continue.</exception>
    public async Task RunAsync(AppId appId, AppCredentials credentials, IReadOnlySet<string> retired, DateTimeOffset now, ResealCount count, Action progress, CancellationToken cancellationToken)
    {
        var seals = new Seals(credentials.DataKeys, credentials.CurrentDataKey(now), retired, credentials.PhoneKey);
        await ResealAccessTokenAsync(appId, seals, count, cancellationToken);
        var request = new ScanRequest
        {
            TableName = options.UsersTable,
            ConsistentRead = true,
            FilterExpression = "begins_with(userKey, :app)",
            ProjectionExpression = Columns,
            ExpressionAttributeValues = new() { [":app"] = new($"{appId}#") },
        };
        do
        {
            var page = await AwsCall.RunAsync(dynamoDB.ScanAsync(request, cancellationToken));
            await Parallel.ForEachAsync(page.Items, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (row, stop) => await ResealUserAsync(row, seals, count, stop));
            count.AddChecked(page.Items.Count, page.ScannedCount ?? 0);
            progress();
            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });
    }

    private async Task ResealUserAsync(Dictionary<string, AttributeValue> row, Seals seals, ResealCount count, CancellationToken cancellationToken)
    {
        var key = new Dictionary<string, AttributeValue> { [UserColumns.UserKeyColumn] = row[UserColumns.UserKeyColumn] };
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var unreadable = 0;
            var columns = new List<string>();
            var values = new Dictionary<string, AttributeValue>();
            foreach (var (column, purpose) in UserColumns.Sealed)
            {
                if (!row.TryGetValue(column, out var value) || value.B?.ToArray() is not { } asRead || !seals.IsRetired(asRead))
                {
                    continue;
                }

                if (seals.Renew(purpose, key[UserColumns.UserKeyColumn].S, asRead) is { } renewed)
                {
                    columns.Add(column);
                    values[$":{column}"] = ItemValue.From(renewed);
                    values[$":{column}AsRead"] = ItemValue.From(asRead);
                }
                else
                {
                    unreadable++;
                }
            }

            // A number that was bound before the app had a phone key.
            if (!row.ContainsKey(UserColumns.PhoneHash) && row.TryGetValue(UserColumns.SealedPhone, out var phone) && seals.HashOf(key[UserColumns.UserKeyColumn].S, phone.B.ToArray()) is { } hash)
            {
                columns.Add(UserColumns.PhoneHash);
                values[$":{UserColumns.PhoneHash}"] = new(hash);
                values[$":{UserColumns.SealedPhone}AsRead"] = phone;
            }

            if (columns.Count == 0 || await WriteAsync(key, columns, values, cancellationToken))
            {
                count.AddUser(columns.Count > 0, unreadable);
                return;
            }

            // A login or the user has changed or deleted the row since it was read.
            var read = new GetItemRequest { TableName = options.UsersTable, Key = key, ProjectionExpression = Columns, ConsistentRead = true };
            row = (await AwsCall.RunAsync(dynamoDB.GetItemAsync(read, cancellationToken))).Item ?? [];
        }

        count.AddUnfinished();
    }

    private Task<bool> WriteAsync(Dictionary<string, AttributeValue> key, List<string> columns, Dictionary<string, AttributeValue> values, CancellationToken cancellationToken) =>
        AwsCall.TryWriteAsync(dynamoDB.UpdateItemAsync(
            new UpdateItemRequest
            {
                TableName = options.UsersTable,
                Key = key,
                UpdateExpression = "SET " + string.Join(", ", columns.Select(column => $"{column} = :{column}")),
                ConditionExpression = string.Join(" AND ", UserColumns.Sealed.Keys.Where(column => values.ContainsKey($":{column}AsRead")).Select(column => $"{column} = :{column}AsRead")),
                ExpressionAttributeValues = values,
            },
            cancellationToken));

    /// <summary>An access_token that cannot be read is left alone: the functions replace it. So is the refresh token of a merchant, which nobody can read any more.</summary>
    private async Task ResealAccessTokenAsync(AppId appId, Seals seals, ResealCount count, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await accessTokens.FindAsync(appId, cancellationToken) is not { } stored)
            {
                return;
            }

            var renewed = stored with { Bytes = Renew(UserSeal.AccessTokenPurpose, stored.Bytes)!, RefreshToken = Renew(UserSeal.RefreshTokenPurpose, stored.RefreshToken) };
            if (renewed == stored || await accessTokens.ReplaceAsync(appId, stored, renewed, cancellationToken))
            {
                return;
            }
        }

        count.AddUnfinished();

        byte[]? Renew(string purpose, byte[]? @sealed) =>
            @sealed is not null && seals.IsRetired(@sealed) && seals.Renew(purpose, appId.ToString(), @sealed) is { } again ? again : @sealed;
    }

    private sealed class Seals(IReadOnlyList<SecretKey> keys, SecretKey current, IReadOnlySet<string> retired, PhoneKey? phoneKey)
    {
        public bool IsRetired(byte[] @sealed) => UserSeal.KeyId(@sealed) is { } id && retired.Contains(id);

        /// <summary>Returns null if there is no phone key, or the number cannot be decrypted.</summary>
        public string? HashOf(string userKey, byte[] sealedPhone) =>
            phoneKey is not null && UserSeal.Open(keys, UserSeal.PhonePurpose, userKey, sealedPhone) is { } json ? BoundPhone.HashOf(json, phoneKey) : null;

        /// <summary>Returns null if the value cannot be decrypted.</summary>
        public byte[]? Renew(string purpose, string owner, byte[] @sealed)
        {
            if (UserSeal.Open(keys, purpose, owner, @sealed) is not { } plaintext)
            {
                return null;
            }

            try
            {
                return UserSeal.Seal(current, purpose, owner, plaintext);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(plaintext);
            }
        }
    }
}

/// <summary>What a <see cref="Reseal"/> has done so far.</summary>
internal sealed class ResealCount
{
    private int _checked;
    private long _rows;
    private int _users;
    private int _unreadable;
    private int _unfinished;

    /// <summary>The users whose rows were read.</summary>
    public int Checked => _checked;

    /// <summary>The rows of the Users table that were read, also those of other apps.</summary>
    public long Rows => _rows;

    /// <summary>The users whose secrets were encrypted again.</summary>
    public int Users => _users;

    /// <summary>The values that name a retired key but cannot be decrypted with it. Nobody can read them.</summary>
    public int Unreadable => _unreadable;

    /// <summary>The rows that changed at every attempt. Another run is needed.</summary>
    public int Unfinished => _unfinished;

    public void AddChecked(int users, int rows)
    {
        Interlocked.Add(ref _checked, users);
        Interlocked.Add(ref _rows, rows);
    }

    public void AddUser(bool isWritten, int unreadable)
    {
        Interlocked.Add(ref _users, isWritten ? 1 : 0);
        Interlocked.Add(ref _unreadable, unreadable);
    }

    public void AddUnfinished() => Interlocked.Increment(ref _unfinished);
}
