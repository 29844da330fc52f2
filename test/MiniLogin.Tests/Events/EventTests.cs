using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Lambda.Serialization.SystemTextJson;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Functions;
using MiniLogin.Functions.Apps;
using MiniLogin.Playground.Gateway;
using MiniLogin.Tests.Template;

namespace MiniLogin.Tests.Events;

/// <summary>
/// Sends the files in events/ through the gateway: unchanged, when their code and token are invalid, and with a valid code and
/// token.
/// </summary>
public sealed class EventTests
{
    private const string Code = "0a1b2c3d4e5f6g7h8i9j0kAaBbCcDdEe";
    private const string Token = "abcdefghijklmnop.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private const string Picture = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.png";

    internal static readonly string[] WithoutRoute = ["access-token"];

    private static readonly string Folder = Path.Combine(Repository.Root, "events");

    public static TheoryData<string, int, string, int, string?> Files { get; } = new()
    {
        { "login", 401, "code_rejected", 200, "token" },
        { "login-base64-body", 401, "code_rejected", 200, "token" },
        { "login-with-live-session", 401, "code_rejected", 200, "token" },
        { "login-with-profile", 401, "code_rejected", 200, "rejected" },
        { "login-code-missing", 400, "code is missing", 400, "code is missing" },
        { "login-malformed-body", 400, "body must be a JSON object", 400, "body must be a JSON object" },
        { "login-app-unknown", 400, "app_unknown", 400, "app_unknown" },
        { "wafer-login", 401, "ERR_LOGIN_FAILED", 200, "skey" },
        { "wafer-login-code-missing", 400, "ERR_HEADER_MISSED", 400, "ERR_HEADER_MISSED" },
        { "show-session", 401, "session_invalid", 200, "absoluteExpiresAt" },
        { "show-session-wafer-v1", 401, "ERR_INVALID_SESSION", 200, "userinfo" },
        { "show-session-wafer-v2", 401, "ERR_INVALID_SESSION", 200, "userinfo" },
        { "show-session-without-token", 401, "session_invalid", 401, "session_invalid" },
        { "show-user", 401, "session_invalid", 200, "openId" },
        { "bind-phone", 401, "session_invalid", 401, "code_rejected" },
        { "show-user-wafer", 401, "ERR_INVALID_SESSION", 200, "\"code\":0" },
        { "update-user", 401, "session_invalid", 200, "李雷" },
        { "upload-avatar", 401, "session_invalid", 200, "/avatars/" },
        { "show-avatar", 404, "avatar_unknown", 200, "IHDR" },
        { "log-out", 401, "session_invalid", 204, null },
        { "list-sessions", 401, "session_invalid", 200, "\"current\":true" },
        { "end-session", 401, "session_invalid", 204, null },
        { "end-sessions", 401, "session_invalid", 204, null },
        { "export-user", 401, "session_invalid", 200, "loginCount" },
        { "delete-user", 401, "session_invalid", 204, null },
        { "component-push", 403, "push_refused", 403, "push_refused" },
        { "authorize", 403, "Forbidden", 200, "userKey" },
    };

    [Theory, MemberData(nameof(Files))]
    public async Task A_sample_event_gets_the_expected_answer(string file, int status, string text, int goodStatus, string? goodText)
    {
        await using var world = await World.StartAsync(Store.Memory, configure: services =>
            services.AddSingleton(s => LocalGateway.Find([.. typeof(Startup).Assembly.GetTypes(), typeof(YourOwnFunctions)], s)));

        await ShouldAnswerAsync(world, Read(file), status, text);

        await ShouldAnswerAsync(world, Read(file, await GoodAsync(world)), goodStatus, goodText);
    }

    /// <summary>As <c>sam local invoke</c> does it: the event is the file itself, not a request that API Gateway makes an event of.</summary>
    [Fact]
    public async Task The_sample_event_of_the_access_token_gets_the_token_of_its_app()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var json = new SourceGeneratorLambdaJsonSerializer<LambdaEventJson>();
        await using var sample = File.OpenRead(Path.Combine(Folder, $"{WithoutRoute.Single()}.json"));
        var request = json.Deserialize<AccessTokenRequest>(sample);

        request.AppId.Should().Be(World.AppId);
        var answer = await ActivatorUtilities.CreateInstance<AccessTokenFunction>(world.Services).AccessToken(request, new LocalLambdaContext("AccessToken", "request", TimeProvider.System));
        answer.Error.Should().BeNull();
        answer.ExpiresIn.Should().BeInRange(300, 7200);
    }

    [Fact]
    public void Every_event_file_is_tested_and_every_function_has_one()
    {
        var files = Directory.GetFiles(Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)!).Where(f => f != "env").ToList();
        foreach (var function in AnnotatedFunction.Own.Select(f => f.MethodName))
        {
            var ofFunction = files.Where(f => f.Replace("-", "", StringComparison.Ordinal).StartsWith(function, StringComparison.OrdinalIgnoreCase)).ToList();
            ofFunction.Should().NotBeEmpty("the function {0} needs a file in events/, such as {0}.json in kebab case", function);
            ofFunction.Except([.. Files.Select(row => row.Data.Item1), .. WithoutRoute]).Should().BeEmpty("each needs a row in EventTests.Files");
        }

        Files.Select(row => row.Data.Item1).Concat(WithoutRoute).Except(files).Should().BeEmpty("events/ lacks them");
    }

    /// <summary>Reads an event and replaces texts in it, including in a base64 body.</summary>
    internal static JsonObject Read(string file, params (string From, string To)[] replacements)
    {
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, $"{file}.json")))!.AsObject();
        foreach (var (from, to) in replacements)
        {
            json = JsonNode.Parse(json.ToJsonString().Replace(from, to, StringComparison.Ordinal))!.AsObject();
            if (json["isBase64Encoded"]?.GetValue<bool>() == true)
            {
                json["body"] = Convert.ToBase64String(Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(Body(json)).Replace(from, to, StringComparison.Ordinal)));
            }
        }

        return json;
    }

    /// <summary>The replacements that make an event valid: a new code, a live session and, if avatars are enabled, an existing picture.</summary>
    internal static async Task<(string From, string To)[]> GoodAsync(World world)
    {
        var token = (await world.TokenAsync()).Split('.');
        var picture = await SendAsync(world, Read("upload-avatar", (Token, string.Join('.', token))));
        var name = picture.Status == HttpStatusCode.OK ? picture.Text("avatarUrl").Split('/')[^1] : Picture;
        return [(Code, world.WxLogin()), (Token.Split('.')[0], token[0]), (Token.Split('.')[1], token[1]), (Picture, name)];
    }

    /// <summary>Sends the request from which API Gateway would make this event.</summary>
    internal static Task<Reply> SendAsync(World world, JsonObject json)
    {
        var http = json["requestContext"]!["http"]!;
        var headers = json["headers"]!.AsObject().ToDictionary(h => h.Key, h => h.Value!.GetValue<string>());
        var body = json["body"] is null ? null : new ByteArrayContent(Body(json));
        if (body is not null)
        {
            body.Headers.ContentType = MediaTypeHeaderValue.Parse(headers["content-type"]);
        }

        return world.SendAsync(
            new HttpMethod(http["method"]!.GetValue<string>()),
            $"{json["rawPath"]}?{json["rawQueryString"]}".TrimEnd('?'),
            body,
            headers: [.. headers.Where(h => h.Key is not ("content-type" or "content-length" or "host")).Select(h => (h.Key, h.Value))]);
    }

    private static async Task ShouldAnswerAsync(World world, JsonObject json, int status, string? text)
    {
        var reply = await SendAsync(world, json);
        reply.Status.Should().Be((HttpStatusCode)status, reply.Body);
        if (text is null)
        {
            reply.Body.Should().BeEmpty();
        }
        else
        {
            reply.Body.Should().Contain(text);
        }
    }

    private static byte[] Body(JsonObject json)
    {
        var body = json["body"]!.GetValue<string>();
        return json["isBase64Encoded"]?.GetValue<bool>() == true ? Convert.FromBase64String(body) : Encoding.UTF8.GetBytes(body);
    }
}
