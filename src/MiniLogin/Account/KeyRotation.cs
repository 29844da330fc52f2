using System.Security.Cryptography;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using MiniLogin.Apps;
using MiniLogin.Aws;
using MiniLogin.Secrets;
using MiniLogin.Users;

namespace MiniLogin.Account;

/// <summary>
/// Creates and rotates an app's credentials. A rotation publishes a token key and a data key that become current after two minutes.
/// By then every function has read them, because none uses a cached app for longer than one minute.
/// A superseded token key is kept for 10 minutes, in which a login may be retried. A superseded data key is kept for a day, and for as
/// long as a user's row is sealed with it. Sealed values outside users' rows, such as access tokens, have expired by then.
/// </summary>
internal static class KeyRotation
{
    /// <summary>KMS encrypts at most 4,096 bytes. This many keys of each kind fit, together with an AppSecret of any length.</summary>
    public const int MaxKeys = 16;

    public static readonly TimeSpan PublishedFor = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan DataKeyKeptFor = TimeSpan.FromDays(1);

    public static AppCredentials First(string appSecret) => new(appSecret, [NewKey([], null)], [NewKey([], null)]);

    public static AppCredentials WithSecret(AppCredentials credentials, string appSecret) => new(appSecret, credentials.TokenKeys, credentials.DataKeys);

    /// <summary>
    /// Returns when the keys of an earlier rotation become current, or null if they already are.
    /// Only one rotation may be pending at a time.
    /// </summary>
    public static DateTimeOffset? PendingUntil(AppCredentials credentials, DateTimeOffset now) =>
        credentials.TokenKeys.Concat(credentials.DataKeys).Max(k => k.ActiveAt) is { } last && last > now ? last : null;

    /// <summary>Returns the ids of the data keys that may be removed if nothing is sealed with them.</summary>
    public static IReadOnlySet<string> DroppableDataKeys(AppCredentials credentials, DateTimeOffset now)
    {
        var keep = KeySchedule.SupersededWithin(credentials.DataKeys, DataKeyKeptFor, now).Append(credentials.CurrentDataKey(now));
        return credentials.DataKeys.Except(keep).Select(k => k.Id).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>
    /// Returns the credentials with new keys, or null if there would be more than <see cref="MaxKeys"/> because old keys are in use.
    /// </summary>
    /// <param name="unusedDataKeys">The droppable data keys that nothing is sealed with.</param>
    public static AppCredentials? Rotate(AppCredentials credentials, IReadOnlySet<string> unusedDataKeys, DateTimeOffset now)
    {
        var activeAt = now.Floor() + PublishedFor;
        SecretKey[] tokenKeys = [NewKey(credentials.TokenKeys, activeAt), .. credentials.NeededTokenKeys(now)];
        SecretKey[] dataKeys = [NewKey(credentials.DataKeys, activeAt), .. credentials.DataKeys.Where(k => !unusedDataKeys.Contains(k.Id))];
        return tokenKeys.Length > MaxKeys || dataKeys.Length > MaxKeys ? null : new(credentials.AppSecret, tokenKeys, dataKeys);
    }

    private static SecretKey NewKey(IReadOnlyList<SecretKey> others, DateTimeOffset? activeAt)
    {
        string id;
        do
        {
            id = RandomNumberGenerator.GetHexString(8, lowercase: true);
        }
        while (others.Any(k => k.Id == id));

        return new(id, RandomNumberGenerator.GetBytes(SecretKey.Size), activeAt);
    }
}

/// <summary>Finds the data keys that no user's row is sealed with. Scans the Users table, but stops early if all keys are in use.</summary>
internal sealed class DataKeyUse(IAmazonDynamoDB dynamoDB, MiniLoginOptions options)
{
    /// <exception cref="StoreUnavailableException">The table could not be read completely.</exception>
    public async Task<IReadOnlySet<string>> UnusedAsync(AppId appId, IReadOnlySet<string> keyIds, CancellationToken cancellationToken)
    {
        var unused = keyIds.ToHashSet(StringComparer.Ordinal);
        var request = new ScanRequest
        {
            TableName = options.UsersTable,
            ConsistentRead = true,
            FilterExpression = "begins_with(userKey, :app)",
            ProjectionExpression = string.Join(", ", UserColumns.Sealed),
            ExpressionAttributeValues = new() { [":app"] = new($"{appId}#") },
        };
        while (unused.Count > 0)
        {
            var response = await AwsCall.RunAsync(dynamoDB.ScanAsync(request, cancellationToken));
            foreach (var name in UserColumns.Sealed)
            {
                foreach (var item in response.Items.Where(item => item.ContainsKey(name)))
                {
                    unused.Remove(UserSeal.KeyId(item[name].B.ToArray()) ?? "");
                }
            }

            if (response.LastEvaluatedKey is not { Count: > 0 } next)
            {
                break;
            }

            request.ExclusiveStartKey = next;
        }

        return unused;
    }
}
