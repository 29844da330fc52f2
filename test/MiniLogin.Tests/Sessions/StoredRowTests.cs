using System.Globalization;
using System.Security.Cryptography;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Secrets;

namespace MiniLogin.Tests.Sessions;

/// <summary>The rows in DynamoDB, read without the product.</summary>
public sealed class StoredRowTests
{
    [Fact]
    public async Task A_session_is_stored_as_an_item_with_a_time_to_live()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        var login = (await world.SendAsync(HttpMethod.Post, "/login", new { code = world.WxLogin() }, headers: [("Referer", $"https://servicewechat.com/{World.AppId}/42/page-frame.html"), ("User-Agent", "MicroMessenger/8")])).Ok();
        var token = login.Text("token").Split('.');

        var item = await ItemAsync(world, o => o.SessionsTable, "id", token[0]);

        item["expiresAt"].N.Should().Be($"{login.Time("expiresAt").ToUnixTimeSeconds()}");
        item["absoluteExpiresAt"].N.Should().Be($"{login.Time("absoluteExpiresAt").ToUnixTimeSeconds()}");
        item["userKey"].S.Should().Be($"{World.AppId}#{login.Json["user"]!["openId"]}");
        item["miniProgramVersion"].S.Should().Be("42");
        item["userAgent"].S.Should().Be("MicroMessenger/8");
        item["secretHash"].B.ToArray().Should().Equal(SHA256.HashData(System.Buffers.Text.Base64Url.DecodeFromChars(token[1])));
        item.Values.Select(v => v.S).Should().NotContain(s => s != null && s.Contains(token[1], StringComparison.Ordinal), "only the hash of the secret is stored");

        var options = world.Services.GetRequiredService<MiniLoginOptions>();
        var ttl = await Client(world).DescribeTimeToLiveAsync(new DescribeTimeToLiveRequest { TableName = options.SessionsTable }, TestContext.Current.CancellationToken);
        ttl.TimeToLiveDescription.AttributeName.Should().Be("expiresAt");
        ttl.TimeToLiveDescription.TimeToLiveStatus.Should().Be(TimeToLiveStatus.ENABLED);
    }

    [Theory]
    [InlineData("logout")]
    [InlineData("by id")]
    [InlineData("all")]
    [InlineData("cap at the tenth login")]
    public async Task An_ended_session_leaves_only_its_tombstone(string ends)
    {
        await using var world = await World.StartAsync(Store.DynamoDB, new() { SessionsPerUser = 1, LoginsPerUserAndMinute = 1000 });
        var token = await world.TokenAsync();
        var id = token.Split('.')[0];
        await EndAsync();

        var item = await ItemAsync(world, o => o.SessionsTable, "id", id);

        item.Keys.Should().BeEquivalentTo("id", "endsAt", "expiresAt");
        Time(item["endsAt"]).Should().BeCloseTo(world.Now, TimeSpan.FromSeconds(30));
        Time(item["expiresAt"]).Should().BeCloseTo(world.Now.AddMinutes(10), TimeSpan.FromSeconds(30));

        async Task EndAsync()
        {
            switch (ends)
            {
                case "logout":
                    await world.LogOutAsync(token);
                    break;
                case "by id":
                    await world.SendAsync(HttpMethod.Delete, $"/sessions/{id}", token: await world.TokenAsync());
                    break;
                case "all":
                    await world.SendAsync(HttpMethod.Delete, "/sessions", token: token);
                    break;
                default:
                    world.Pass(TimeSpan.FromMinutes(2));
                    for (var login = 2; login <= 10; login++)
                    {
                        await world.TokenAsync();
                    }

                    break;
            }
        }
    }

    [Fact]
    public async Task A_replaced_session_lasts_a_minute_and_its_row_ten()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        var token = await world.TokenAsync();
        (await world.LogInAsync(world.WxLogin(), token: token)).Ok();

        var item = await ItemAsync(world, o => o.SessionsTable, "id", token.Split('.')[0]);

        Time(item["endsAt"]).Should().BeCloseTo(world.Now.AddMinutes(1), TimeSpan.FromSeconds(30));
        Time(item["expiresAt"]).Should().BeCloseTo(world.Now.AddMinutes(10), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task The_two_newest_session_keys_are_stored_encrypted()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        world.WeChat.Faults = new() { RenewSessionKey = true };
        await world.TokenAsync();
        var openId = (await world.LogInAsync(world.WxLogin())).Ok().Json["user"]!["openId"]!.GetValue<string>();
        var keyNow = Convert.FromBase64String(world.WeChat.SessionKeys.Current(World.AppId, openId));

        var user = await ItemAsync(world, o => o.UsersTable, "userKey", $"{World.AppId}#{openId}");

        var current = user["sealedSessionKey"].B.ToArray();
        var previous = user["previousSessionKey"].B.ToArray();
        current.Should().NotEqual(previous);
        current.AsSpan().IndexOf(keyNow).Should().Be(-1);
        user["loginCount"].N.Should().Be("2");
        var dataKeys = Playground.LocalCredentials.From(World.AppSecret).DataKeys;
        UserSeal.Open(dataKeys, UserSeal.SessionKeyPurpose, $"{World.AppId}#{openId}", current).Should().Equal(keyNow);
        UserSeal.Open(dataKeys, UserSeal.SessionKeyPurpose, $"{World.AppId}#someoneElse", current).Should().BeNull();
        UserSeal.Open(dataKeys, "phone", $"{World.AppId}#{openId}", current).Should().BeNull();
    }

    [Fact]
    public async Task A_failed_login_stores_nothing()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);

        (await world.LogInAsync("0anobodysCode")).ShouldFail(401, "code_rejected");
        (await world.LogInAsync("")).ShouldFail(400, "request_invalid", "code");
        (await world.LogInAsync(world.WxLogin("laowang"))).ShouldFail(403, "user_blocked");

        var options = world.Services.GetRequiredService<MiniLoginOptions>();
        foreach (var table in new[] { options.SessionsTable, options.UsersTable })
        {
            (await Client(world).ScanAsync(new ScanRequest { TableName = table }, TestContext.Current.CancellationToken)).Count.Should().Be(0);
        }
    }

    private static DateTimeOffset Time(AttributeValue value) => DateTimeOffset.FromUnixTimeSeconds(long.Parse(value.N, CultureInfo.InvariantCulture));

    private static IAmazonDynamoDB Client(World world) => world.Services.GetRequiredService<IAmazonDynamoDB>();

    private static async Task<Dictionary<string, AttributeValue>> ItemAsync(World world, Func<MiniLoginOptions, string> table, string key, string value)
    {
        var request = new GetItemRequest
        {
            TableName = table(world.Services.GetRequiredService<MiniLoginOptions>()),
            Key = new() { [key] = new(value) },
        };
        return (await Client(world).GetItemAsync(request, TestContext.Current.CancellationToken)).Item;
    }
}
