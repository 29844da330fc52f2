using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Apps;
using MiniLogin.Playground;
using MiniLogin.Playground.WeChatSimulator;
using MiniLogin.Tests.Commands;
using MiniLogin.Tests.Template;
using MiniLogin.WeChat;

namespace MiniLogin.Tests.OperatorPage;

/// <summary>What <c>minilogin console</c> does is what the commands do, and it does nothing that was not confirmed.</summary>
public sealed class OperationTests
{
    private const string Number = "13900139000";

    /// <summary>A call of the page and its command. USER and SESSION are those of the user, UNION is the user's unionid.</summary>
    public static TheoryData<string, string, string> Pairs => new()
    {
        { "apps", "{}", "apps list" },
        { "app-keys", """{"appId":"APP"}""", "apps keys APP" },
        { "users", "{}", "users list" },
        { "users", """{"appId":"APP","blocked":true}""", "users list --app APP --blocked" },
        { "users-find", """{"unionId":"UNION"}""", "users find --union-id UNION" },
        { "users-find", """{"phone":"13900139000"}""", "users find --phone 13900139000" },
        { "user", """{"userKey":"USER"}""", "users show USER" },
        { "sessions", """{"userKey":"USER"}""", "sessions list USER" },
        { "session", """{"sessionId":"SESSION"}""", "sessions show SESSION" },
        { "session-end", """{"sessionId":"SESSION","userKey":"USER","confirm":"SESSION"}""", "sessions end SESSION --user USER" },
        { "user-end-sessions", """{"userKey":"USER","confirm":"USER"}""", "sessions end-all USER --yes" },
        { "user-block", """{"userKey":"USER","confirm":"USER"}""", "users block USER --yes" },
        { "user-unblock", """{"userKey":"USER"}""", "users unblock USER" },
        { "user-delete", """{"userKey":"USER","confirm":"USER"}""", "users delete USER --yes" },
        { "app-disable", """{"appId":"APP","confirm":"APP"}""", "apps disable APP --yes" },
        { "app-enable", """{"appId":"APP"}""", "apps enable APP" },
        { "app-end-sessions", """{"appId":"APP","confirm":"APP"}""", "apps end-sessions APP --yes" },
    };

    [Theory, MemberData(nameof(Pairs))]
    public async Task The_page_does_what_the_command_does(string name, string body, string command)
    {
        var byPage = await RunAsync(async (op, where, fill) =>
        {
            await using var console = await (await RunningConsole.StartAsync(op.WithWhere(where), op.Clock)).OpenAsync();
            return await console.CallAsync(name, JsonNode.Parse(fill(body))!);
        });
        var byCommand = await RunAsync(async (op, where, fill) => (await op.RunAsync([.. fill(command).Split(' '), "--json", .. where])).Should(0).Json);

        byPage.Calls.Should().Equal(byCommand.Calls, "both call the same code");
        var expected = byCommand.Document.AsObject().Where(member => name != "users-find" || member.Key == "userKeys").ToDictionary(member => member.Key, member => member.Value?.ToJsonString());
        byPage.Document.AsObject().Where(member => member.Key != "withoutKey").ToDictionary(member => member.Key, member => member.Value?.ToJsonString()).Should().BeEquivalentTo(expected);
    }

    [Fact]
    public void The_page_knows_no_store()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "MiniLogin.Cli", "Console"), "*.cs").Select(File.ReadAllText).ToList();

        sources.Should().HaveCountGreaterThan(5).And.OnlyContain(text => !text.Contains("IUserStore") && !text.Contains("ISessionStore") && !text.Contains("IDeletionStore") && !text.Contains("AppTable")
            && !text.Contains("AppVault") && !text.Contains("AccountService") && !text.Contains("UserSessions") && !text.Contains("IAmazonDynamoDB") && !text.Contains("IAmazonKeyManagementService"));
    }

    [Theory]
    [InlineData("user-block", "userKey", "USER")]
    [InlineData("user-delete", "userKey", "USER")]
    [InlineData("user-end-sessions", "userKey", "USER")]
    [InlineData("session-end", "sessionId", "SESSION")]
    [InlineData("app-disable", "appId", "APP")]
    [InlineData("app-end-sessions", "appId", "APP")]
    public async Task Nothing_happens_unless_exactly_it_is_confirmed(string name, string member, string subject)
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        var token = await world.TokenAsync();
        subject = Fill(subject, token);
        await using var console = await (await RunningConsole.StartAsync(op.WithWhere([]), op.Clock)).OpenAsync();

        foreach (var confirm in new[] { null, "", "yes", subject[..^1], $"{subject} ", subject.ToUpperInvariant(), World.UserKey("meimei").ToString() })
        {
            var body = new JsonObject { ["userKey"] = World.UserKey("lilei").ToString(), [member] = subject, ["confirm"] = confirm };
            (await console.CallAsync(name, body, HttpStatusCode.BadRequest))["code"]!.GetValue<string>().Should().Be("not_confirmed", confirm);
        }

        (await world.ShowSessionAsync(token)).Ok();
        (await op.RunAsync($"users show {World.UserKey("lilei")} --json")).Should(0).Json["blocked"]!.GetValue<bool>().Should().BeFalse();
        (await op.RunAsync("apps list --json")).Should(0).Json["apps"]![0]!["enabled"]!.GetValue<bool>().Should().BeTrue();
    }

    [Fact]
    public async Task What_is_gone_meanwhile_is_named()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        var (user, session) = (World.UserKey("lilei").ToString(), (await world.TokenAsync()).Split('.')[0]);
        await using var console = await (await RunningConsole.StartAsync(op.WithWhere([]), op.Clock)).OpenAsync();
        (await op.RunAsync($"users delete {user} --yes")).Should(0);

        await IsGoneAsync("user", new { userKey = user }, "user_not_found");
        await IsGoneAsync("user-delete", new { userKey = user, confirm = user }, "user_not_found");
        await IsGoneAsync("session-end", new { userKey = user, sessionId = session, confirm = session }, "session_not_found");
        await IsGoneAsync("session", new { sessionId = "aaaaaaaaaaaaaaaa" }, "session_not_found");
        await IsGoneAsync("app-keys", new { appId = "wxaaaaaaaaaaaaaaaa" }, "app_not_found");
        await IsGoneAsync("app-disable", new { appId = "wxaaaaaaaaaaaaaaaa", confirm = "wxaaaaaaaaaaaaaaaa" }, "app_not_found");
        (await console.CallAsync("sessions", new { userKey = user }))["sessions"]!.AsArray().Should().BeEmpty();

        async Task IsGoneAsync(string name, object body, string code) =>
            (await console.CallAsync(name, body, HttpStatusCode.NotFound))["code"]!.GetValue<string>().Should().Be(code, name);
    }

    [Fact]
    public async Task An_app_whose_merchant_has_left_stays_disabled_and_the_page_says_so()
    {
        var (world, op) = await Operator.StartAsync(configure: services => services.AddSingleton<IAccessTokenStore, DynamoDBAccessTokenStore>());
        await using var _ = world;
        using var __ = op;
        var component = PlaygroundSettings.Component;
        (await op.RunAsync($"component set --app-id {component.AppId}", $"{component.Secret}\n{component.Token}\n{component.EncodingAesKey}\n")).Should(0);
        await world.AuthorizeAsync();
        await using var console = await (await RunningConsole.StartAsync(op.WithWhere([]), op.Clock)).OpenAsync();
        (await console.CallAsync("app-enable", new { appId = Platform.Merchant }))["kind"]!.GetValue<string>().Should().Be("authorizer");
        (await world.PushAsync("unauthorized", $"<AuthorizerAppid>{Platform.Merchant}</AuthorizerAppid>", createdAt: world.Now.AddSeconds(1))).Ok();

        (await console.CallAsync("app-enable", new { appId = Platform.Merchant }, HttpStatusCode.Conflict))["code"]!.GetValue<string>().Should().Be("merchant_left");
    }

    [Theory]
    [InlineData("en")]
    [InlineData("zh")]
    public async Task The_page_has_a_name_for_every_kind_of_apps(string language)
    {
        var texts = await File.ReadAllTextAsync(Path.Combine(Repository.Root, $"src/MiniLogin.Cli/Console/wwwroot/texts-{language}.js"), TestContext.Current.CancellationToken);

        Regex.Match(texts, "kinds: {(.+)}").Groups[1].Value.Split(',').Select(each => each.Split(':')[0].Trim())
            .Should().BeEquivalentTo(Enum.GetValues<AppKind>().Select(kind => kind.Name() ?? "miniprogram"));
    }

    [Theory]
    [InlineData("user", """{"userKey":"nobody"}""", "userKey")]
    [InlineData("user", "{}", "userKey")]
    [InlineData("user", """{"userKey":5}""", "userKey")]
    [InlineData("user", """{"colour":"red"}""", "colour")]
    [InlineData("user", "[]", "JSON object")]
    [InlineData("user", "null", "JSON object")]
    [InlineData("user", "{", "JSON object")]
    [InlineData("session", """{"sessionId":"abc"}""", "sessionId")]
    [InlineData("app-keys", """{"appId":"wx0123"}""", "appId")]
    [InlineData("users", """{"appId":"wx0123"}""", "appId")]
    [InlineData("users", """{"after":"wx0123"}""", "after")]
    [InlineData("users-find", """{"unionId":"李雷"}""", "unionId")]
    [InlineData("users-find", """{"phone":"139"}""", "phone number must be")]
    public async Task Bad_input_is_named(string name, string body, string named)
    {
        await using var console = await (await RunningConsole.StartAsync(["--endpoint-url", "http://127.0.0.1:1"])).OpenAsync();

        using var answer = await console.SendAsync(name, "", request => request.Content = new StringContent(body, System.Net.Http.Headers.MediaTypeHeaderValue.Parse("application/json")));

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain(named);
    }

    [Fact]
    public async Task A_body_that_is_too_large_or_of_another_type_is_refused()
    {
        await using var console = await (await RunningConsole.StartAsync(["--endpoint-url", "http://127.0.0.1:1"])).OpenAsync();

        (await console.CallAsync("user", new { userKey = new string('a', 5000) }, HttpStatusCode.BadRequest))["detail"]!.GetValue<string>().Should().Contain("too large");
        using var form = await console.SendAsync("state", "", request => request.Content = new StringContent("{}"));
        form.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        await console.CallAsync("unknown", null, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Credentials_that_expire_meanwhile_are_one_line_that_says_what_to_do()
    {
        await using var aws = new AnsweringHost("""{"__type":"com.amazon.coral.service#ExpiredTokenException","message":"The security token included in the request is expired"}""", 400);
        await using var console = await (await RunningConsole.StartAsync(["--endpoint-url", aws.Url])).OpenAsync();

        foreach (var (name, body) in new (string, object)[] { ("apps", new { }), ("user-block", new { userKey = World.UserKey("lilei").ToString(), confirm = World.UserKey("lilei").ToString() }) })
        {
            var problem = await console.CallAsync(name, body, HttpStatusCode.BadGateway);
            problem["code"]!.GetValue<string>().Should().Be("refused");
            problem["detail"]!.GetValue<string>().Should().Contain("The credentials have expired. With IAM Identity Center, run: aws sso login").And.NotContain("\n");
        }
    }

    [Fact]
    public async Task An_endpoint_that_does_not_answer_is_one_line()
    {
        await using var console = await (await RunningConsole.StartAsync(["--endpoint-url", "http://127.0.0.1:1"])).OpenAsync();

        var problem = await console.CallAsync("apps", null, HttpStatusCode.ServiceUnavailable);

        problem["code"]!.GetValue<string>().Should().Be("unreachable");
        problem["detail"]!.GetValue<string>().Should().StartWith("A service could not be reached:").And.NotContain("\n");
    }

    /// <summary>Runs it in a new world, with a user who is blocked if it unblocks. Returns what it returns, and its calls to AWS.</summary>
    private static async Task<(JsonNode Document, string[] Calls)> RunAsync(Func<Operator, string[], Func<string, string>, Task<JsonNode>> run)
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        var recorded = new RecordedCalls();
        await using var dynamoDB = new AwsRelay(DynamoDBServer.Url, recorded);
        await using var kms = new AwsRelay(KmsServer.Url, recorded);
        var token = await world.TokenAsync();
        world.WeChat.Users.TryFind("lilei", out var known);
        world.WeChat.Users.Add(known! with { PhoneNumber = Number });
        (await world.SendAsync(HttpMethod.Post, "/session/phone", new { code = world.WeChat.GetPhoneNumberCode(World.AppId, "lilei") }, token)).Ok();

        var document = await run(op, ["--endpoint-url", dynamoDB.Url, "--kms-endpoint-url", kms.Url], text => Fill(text, token));

        // Ids and times differ between worlds.
        var text = System.Text.RegularExpressions.Regex.Replace(document.ToJsonString().Replace(token.Split('.')[0], "SESSION", StringComparison.Ordinal), @"\d{4}-\d\d-\d\dT[^""]*|(?<=""id"":"")[0-9a-f]{8}(?="")", "–");
        text.Should().NotContain(Number).And.NotContain(token.Split('.')[1]);
        return (JsonNode.Parse(text)!, [.. recorded.Calls.Select(call => $"{call.Action} {call.Resource}")]);
    }

    private static string Fill(string text, string token) => text
        .Replace("USER", World.UserKey("lilei").ToString(), StringComparison.Ordinal)
        .Replace("SESSION", token.Split('.')[0], StringComparison.Ordinal)
        .Replace("UNION", WeChatIds.UnionId("lilei"), StringComparison.Ordinal)
        .Replace("APP", World.AppId, StringComparison.Ordinal);

    private static async Task<(World World, Operator Operator)> StartAsync()
    {
        var (world, op) = await Operator.StartAsync();
        await op.AddAppAsync();
        return (world, op);
    }
}
