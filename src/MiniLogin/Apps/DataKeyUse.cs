using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace MiniLogin.Apps;

/// <summary>Finds the data keys that no row of a user is sealed with. Reads through the Users table until all are seen in use.</summary>
internal sealed class DataKeyUse(IAmazonDynamoDB dynamoDB, MiniLoginOptions options)
{
    private static readonly string[] SealedAttributes = ["sealedSessionKey", "previousSessionKey", "sealedPhone"];

    /// <exception cref="StoreUnavailableException">The table could not be read to its end.</exception>
    public async Task<IReadOnlySet<string>> UnusedAsync(string appId, IReadOnlySet<string> keyIds, CancellationToken cancellationToken)
    {
        var unused = keyIds.ToHashSet(StringComparer.Ordinal);
        var request = new ScanRequest
        {
            TableName = options.UsersTable,
            ConsistentRead = true,
            FilterExpression = "begins_with(userKey, :app)",
            ProjectionExpression = string.Join(", ", SealedAttributes),
            ExpressionAttributeValues = new() { [":app"] = new($"{appId}#") },
        };
        while (unused.Count > 0)
        {
            var response = await AwsCall.Of(dynamoDB.ScanAsync(request, cancellationToken));
            foreach (var name in SealedAttributes)
            {
                foreach (var item in response.Items.Where(item => item.ContainsKey(name)))
                {
                    unused.Remove(SealedValues.KeyId(item[name].B.ToArray()) ?? "");
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
