// A simple implementation of login and sessions for comparison: a minimal API, the default AWS SDK client, one table each.
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Baseline;

const string Sessions = "baseline-sessions";
const string Users = "baseline-users";

var builder = WebApplication.CreateBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddHttpClient();
builder.Services.AddSingleton<IAmazonDynamoDB>(_ => new AmazonDynamoDBClient(
    new BasicAWSCredentials("local", "local"),
    new AmazonDynamoDBConfig { ServiceURL = builder.Configuration["DYNAMODB"], AuthenticationRegion = "us-east-1" }));
var app = builder.Build();

app.MapGet("/login", async (HttpRequest request, IHttpClientFactory clients, IAmazonDynamoDB dynamoDB, IConfiguration configuration) =>
{
    using var client = clients.CreateClient();
    var query = $"appid={configuration["APP_ID"]}&secret={configuration["APP_SECRET"]}&js_code={request.Headers["X-WX-Code"]}&grant_type=authorization_code";
    var answer = await client.GetStringAsync(new Uri($"{configuration["WECHAT"]}/sns/jscode2session?{query}"));
    var exchange = JsonSerializer.Deserialize<CodeAnswer>(answer);
    if (exchange?.openid is null || exchange.session_key is null)
    {
        return Results.Unauthorized();
    }

    using var aes = Aes.Create();
    aes.Key = Convert.FromBase64String(exchange.session_key);
    var profile = aes.DecryptCbc(Convert.FromBase64String(request.Headers["X-WX-Encrypted-Data"]!), Convert.FromBase64String(request.Headers["X-WX-IV"]!));
    var token = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
    await dynamoDB.PutItemAsync(Users, new()
    {
        ["openId"] = new(exchange.openid),
        ["sessionKey"] = new(exchange.session_key),
        ["profile"] = new(Encoding.UTF8.GetString(profile)),
        ["lastLoginAt"] = new() { N = $"{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}" },
    });
    await dynamoDB.PutItemAsync(Sessions, new()
    {
        ["token"] = new(token),
        ["openId"] = new(exchange.openid),
        ["expiresAt"] = new() { N = $"{DateTimeOffset.UtcNow.AddDays(7).ToUnixTimeSeconds()}" },
    });
    return Results.Ok(new { token, user = JsonSerializer.Deserialize<JsonElement>(profile) });
});

app.MapGet("/session", async (HttpRequest request, IAmazonDynamoDB dynamoDB) =>
{
    var token = request.Headers.Authorization.ToString()["Bearer ".Length..];
    var item = (await dynamoDB.GetItemAsync(Sessions, new Dictionary<string, AttributeValue> { ["token"] = new(token) }, consistentRead: true)).Item;
    return item is null || DateTimeOffset.FromUnixTimeSeconds(long.Parse(item["expiresAt"].N, null)) < DateTimeOffset.UtcNow
        ? Results.Unauthorized()
        : Results.Ok(new { openId = item["openId"].S, expiresAt = item["expiresAt"].N });
});

var tables = app.Services.GetRequiredService<IAmazonDynamoDB>();
foreach (var (table, key) in new[] { (Sessions, "token"), (Users, "openId") })
{
    await tables.CreateTableAsync(table, [new(key, KeyType.HASH)], [new(key, ScalarAttributeType.S)], new(1, 1));
}

await app.RunAsync();
