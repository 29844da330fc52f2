using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Lambda.APIGatewayEvents;

namespace PlainFunction;

/// <summary>Login and sessions as usually written: the AWS SDK as it comes, JSON by reflection, settings from environment variables.</summary>
internal static class Handlers
{
    private static readonly AmazonDynamoDBClient DynamoDB = new();
    private static readonly HttpClient Http = new();
    private static readonly byte[] DataKey = Convert.FromBase64String(Setting("DATA_KEY"));

    /// <summary>POST /login: {code} → {token, expiresAt, user}.</summary>
    public static async Task<APIGatewayHttpApiV2ProxyResponse> LogInAsync(APIGatewayHttpApiV2ProxyRequest request)
    {
        if (JsonSerializer.Deserialize<LoginBody>(request.Body, JsonSerializerOptions.Web)?.Code is not { } code)
        {
            return Answer(HttpStatusCode.BadRequest, new { error = "code is missing" });
        }

        var query = $"appid={Setting("APP_ID")}&secret={Setting("APP_SECRET")}&js_code={Uri.EscapeDataString(code)}&grant_type=authorization_code";
        var exchange = JsonSerializer.Deserialize<CodeAnswer>(await Http.GetStringAsync(new Uri($"{Setting("WECHAT_URL")}/sns/jscode2session?{query}")));
        if (exchange?.openid is null || exchange.session_key is null)
        {
            return Answer(HttpStatusCode.Unauthorized, new { error = "code rejected" });
        }

        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var user = (await DynamoDB.UpdateItemAsync(new UpdateItemRequest
        {
            TableName = "users",
            Key = new() { ["openId"] = new(exchange.openid) },
            UpdateExpression = "SET firstLoginAt = if_not_exists(firstLoginAt, :now), lastLoginAt = :now, sessionKey = :sessionKey ADD loginCount :one",
            ExpressionAttributeValues = new()
            {
                [":now"] = Number(now),
                [":sessionKey"] = new() { B = new(Seal(exchange.session_key, exchange.openid)) },
                [":one"] = Number(1),
            },
            ReturnValues = ReturnValue.ALL_NEW,
        })).Attributes;
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(10));
        var secret = RandomNumberGenerator.GetBytes(32);
        var expiresAt = now + (7 * 24 * 60 * 60);
        await DynamoDB.PutItemAsync(new PutItemRequest
        {
            TableName = "sessions",
            Item = new()
            {
                ["id"] = new(id),
                ["secretHash"] = new() { B = new(SHA256.HashData(secret)) },
                ["openId"] = new(exchange.openid),
                ["createdAt"] = Number(now),
                ["expiresAt"] = Number(expiresAt),
                ["userAgent"] = new(request.Headers["user-agent"]),
            },
            ConditionExpression = "attribute_not_exists(id)",
        });
        Console.WriteLine(JsonSerializer.Serialize(new { level = "Information", message = "login", sessionId = id, loginCount = user["loginCount"].N }));
        return Answer(HttpStatusCode.OK, new { token = $"{id}.{Convert.ToHexStringLower(secret)}", expiresAt, isNewUser = user["loginCount"].N == "1", user = new { openId = exchange.openid } });
    }

    /// <summary>GET /session → {id, openId, expiresAt}.</summary>
    public static async Task<APIGatewayHttpApiV2ProxyResponse> CheckAsync(APIGatewayHttpApiV2ProxyRequest request)
    {
        var token = request.Headers["authorization"]["Bearer ".Length..].Split('.');
        var session = (await DynamoDB.GetItemAsync("sessions", new Dictionary<string, AttributeValue> { ["id"] = new(token[0]) }, consistentRead: true)).Item;
        return session is null
            || long.Parse(session["expiresAt"].N, CultureInfo.InvariantCulture) <= DateTimeOffset.UtcNow.ToUnixTimeSeconds()
            || !CryptographicOperations.FixedTimeEquals(session["secretHash"].B.ToArray(), SHA256.HashData(Convert.FromHexString(token[1])))
            ? Answer(HttpStatusCode.Unauthorized, new { error = "no session" })
            : Answer(HttpStatusCode.OK, new { id = token[0], openId = session["openId"].S, expiresAt = session["expiresAt"].N });
    }

    private static APIGatewayHttpApiV2ProxyResponse Answer(HttpStatusCode status, object body) => new()
    {
        StatusCode = (int)status,
        Headers = new Dictionary<string, string> { ["content-type"] = "application/json", ["cache-control"] = "no-store" },
        Body = JsonSerializer.Serialize(body),
    };

    private static byte[] Seal(string text, string openId)
    {
        var nonce = RandomNumberGenerator.GetBytes(12);
        var bytes = Encoding.UTF8.GetBytes(text);
        var tag = new byte[16];
        using var aes = new AesGcm(DataKey, tag.Length);
        aes.Encrypt(nonce, bytes, bytes, tag, Encoding.UTF8.GetBytes(openId));
        return [.. nonce, .. bytes, .. tag];
    }

    private static AttributeValue Number(long value) => new() { N = value.ToString(CultureInfo.InvariantCulture) };

    private static string Setting(string name) => Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set.");
}
