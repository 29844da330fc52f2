using System.Security.Cryptography;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using MiniLogin.Apps;
using MiniLogin.Aws;
using MiniLogin.Secrets;
using MiniLogin.Users;

namespace MiniLogin.Account;

/// <summary>
/// Makes an app's credentials anew. A rotation publishes a token key and a data key that become current after two minutes:
/// by then every function has read them, since none trusts what it read for more than one.
/// A superseded token key is kept for the 10 minutes in which a login may be sent again. A superseded data key is kept for
/// a day and for as long as a user's row is sealed with it; what has no row of its own, such as an access token, is gone by then.
/// </summary>
internal static class KeyRotation
{
    /// <summary>KMS encrypts 4,096 bytes; so many of both fit with an AppSecret of any length.</summary>
    public const int MaxKeys = 16;

    public static readonly TimeSpan PublishedFor = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan DataKeyKeptFor = TimeSpan.FromDays(1);

    public static AppCredentials First(string appSecret) => new(appSecret, [NewKey([], null)], [NewKey([], null)]);

    public static AppCredentials WithSecret(AppCredentials credentials, string appSecret) => new(appSecret, credentials.TokenKeys, credentials.DataKeys);

    /// <summary>When the keys of an earlier rotation become current; null when they are. Two at a time would be one too many to follow.</summary>
    public static DateTimeOffset? PendingUntil(AppCredentials credentials, DateTimeOffset now) =>
        credentials.TokenKeys.Concat(credentials.DataKeys).Max(k => k.ActiveAt) is { } last && last > now ? last : null;

    /// <summary>The ids of the data keys that may be dropped if nothing is sealed with them.</summary>
    public static IReadOnlySet<string> DroppableDataKeys(AppCredentials credentials, DateTimeOffset now)
    {
        var keep = KeySchedule.SupersededWithin(credentials.DataKeys, DataKeyKeptFor, now).Append(credentials.CurrentDataKey(now));
        return credentials.DataKeys.Except(keep).Select(k => k.Id).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The credentials with new keys; null when there would be too many, as old ones are in use.</summary>
    /// <param name="unusedDataKeys">Of the droppable ones those that nothing is sealed with.</param>
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

/// <summary>Finds the data keys that no row of a user is sealed with. Reads through the Users table until all are seen in use.</summary>
internal sealed class DataKeyUse(IAmazonDynamoDB dynamoDB, MiniLoginOptions options)
{
    /// <exception cref="StoreUnavailableException">The table could not be read to its end.</exception>
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
