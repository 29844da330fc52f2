using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;

namespace MiniLogin.Tests.Support;

/// <summary>Registers apps in the Apps table, with credentials encrypted by KMS.</summary>
internal sealed class RegisteredApps(IAmazonDynamoDB dynamoDB, string table) : IDisposable
{
    private readonly AmazonKeyManagementServiceClient _kms = new(
        new BasicAWSCredentials("local", "local"),
        new AmazonKeyManagementServiceConfig { ServiceURL = KmsServer.Url, AuthenticationRegion = "us-east-1" });

    /// <param name="context">The app id that the ciphertext is bound to; by default the id of the app.</param>
    /// <param name="kind">Null for a mini program.</param>
    public async Task PutAsync(string appId, string secret, bool enabled = true, string? context = null, string? json = null, string? kind = null)
    {
        var key = (await _kms.CreateKeyAsync(new CreateKeyRequest())).KeyMetadata.KeyId;
        json ??= $$"""{"appSecret":"{{secret}}","tokenKeys":[{"id":"t1","key":"{{Key(1)}}"}],"dataKeys":[{"id":"d1","key":"{{Key(2)}}"}]}""";
        var ciphertext = (await _kms.EncryptAsync(new EncryptRequest
        {
            KeyId = key,
            Plaintext = new MemoryStream(Encoding.UTF8.GetBytes(json)),
            EncryptionContext = new() { ["appId"] = context ?? appId },
        })).CiphertextBlob;
        var item = new Dictionary<string, AttributeValue>
        {
            ["appId"] = new(appId),
            ["name"] = new("Registered"),
            ["enabled"] = new() { BOOL = enabled },
            ["credentials"] = new() { B = ciphertext },
        };
        if (kind is not null)
        {
            item["kind"] = new(kind);
        }

        await dynamoDB.PutItemAsync(new PutItemRequest { TableName = table, Item = item });
    }

    public Task SetEnabledAsync(string appId, bool enabled) => dynamoDB.UpdateItemAsync(new UpdateItemRequest
    {
        TableName = table,
        Key = new() { ["appId"] = new(appId) },
        UpdateExpression = "SET enabled = :enabled",
        ExpressionAttributeValues = new() { [":enabled"] = new() { BOOL = enabled } },
    });

    public void Dispose() => _kms.Dispose();

    private static string Key(byte seed) => Convert.ToBase64String([.. Enumerable.Repeat(seed, 32)]);
}
