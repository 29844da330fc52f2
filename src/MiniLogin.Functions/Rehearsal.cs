using System.Net;
using System.Text;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Aws;
using MiniLogin.Functions.Apps;
using MiniLogin.Functions.Login;
using MiniLogin.Functions.Pipeline;
using MiniLogin.Functions.Sessions;
using MiniLogin.Functions.Wafer;
using MiniLogin.WeChat;

namespace MiniLogin.Functions;

/// <summary>
/// Answers one made-up request while a function starts, so that the code of the first real one is loaded and compiled by then: a starting
/// function has a whole processor, later one of 512 MB has less than a third. DynamoDB, KMS and WeChat are this handler, so
/// nothing is sent. Nothing is logged.
/// </summary>
internal sealed class Rehearsal : HttpMessageHandler
{
    private const string AppId = "wx0000000000000000";
    private const string OpenId = "rehearsal";
    private const string SessionId = "aaaaaaaaaaaaaaaa";

    /// <summary>A profile of the user, encrypted with the session_key of <see cref="SendAsync"/>. Both and the IV are zeros.</summary>
    private const string EncryptedData = "qKaNSl5AbOj9lbddiC4SWY3OBb5TXzEYE9cw5k499DHu4a4MiGo7YLYgzL2JZIT51Rm/CwsUikVU5HUfZDw6vnSeXrkz0l4q71NIpsl4rS49u6FsiSB/O3QXpLL+9berne0m"
        + "JV3vCsE2P/F1GkM5BMoNq8KvLf2c7dpbh08JkYWRcXhXNVdS8n53QkOcNY9B3/fiSOfMnG/CVRxiOacpEfcXLmtQsM3gAjY1tLFBOXmgGdCXSWrL8ivOoX7GBfHXto/II2fVADrnLg4M8kgkX4TKzm2ST4GymnI/wEP85SQ=";

    private const string Zeros16 = "AAAAAAAAAAAAAAAAAAAAAA==";
    private const string Zeros32 = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    private const string HashOfZeros32 = "Zmh6rfhivXdsj8GLjp+OIAiXFIVu4jOzkCpZHQ1fKSU=";

    private readonly long _now;

    private Rehearsal(DateTimeOffset now) => _now = now.ToUnixTimeSeconds();

    private static string Authorization => $"""
        "authorization":"Bearer {SessionId}.{Zeros32[..^1]}"
        """;

    /// <summary>Returns the answer of the function with this name. A function that is not named below answers a session check.</summary>
    public static async Task<object> RunAsync(string function, TimeProvider clock)
    {
        using var outside = new Rehearsal(clock.GetUtcNow());
        await using var services = outside.Services(clock);
        return function switch
        {
            nameof(LoginFunctions.Login) => await AnswerAsync("", """{\"code\":\"rehearsal\"}""", ActivatorUtilities.CreateInstance<LoginFunctions>(services).Login),
            nameof(LoginFunctions.WaferLogin) => await AnswerAsync(
                $"""
                "{WaferHeaders.Code}":"rehearsal","{WaferHeaders.EncryptedData}":"{EncryptedData}","{WaferHeaders.Iv}":"{Zeros16}"
                """,
                "",
                ActivatorUtilities.CreateInstance<LoginFunctions>(services).WaferLogin),
            nameof(AuthorizerFunction.Authorize) => await AuthorizeAsync(ActivatorUtilities.CreateInstance<AuthorizerFunction>(services)),
            nameof(AccessTokenFunction.AccessToken) => await GiveAccessTokenAsync(ActivatorUtilities.CreateInstance<AccessTokenFunction>(services)),
            nameof(SessionFunctions.LogOut) => await AnswerAsync(Authorization, "", ActivatorUtilities.CreateInstance<SessionFunctions>(services).LogOut),
            _ => await AnswerAsync(Authorization, "", ActivatorUtilities.CreateInstance<SessionFunctions>(services).ShowSession),
        };
    }

    /// <summary>Every call gets this answer. It has the members that DynamoDB, KMS and WeChat need, and the row those of all tables.</summary>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // As with a real answer, the callers wait: that part of their code must be compiled, too.
        await Task.Yield();
        var end = _now + 3600;
        var row = $$$"""
            {"id":{"S":"{{{SessionId}}}"},"secretHash":{"B":"{{{HashOfZeros32}}}"},"salt":{"B":"{{{Zeros16}}}"},"appId":{"S":"{{{AppId}}}"},"openId":{"S":"{{{OpenId}}}"},
            "userKey":{"S":"{{{AppId}}}#{{{OpenId}}}"},"createdAt":{"N":"{{{_now}}}"},"lastSeenAt":{"N":"{{{_now}}}"},"expiresAt":{"N":"{{{end}}}"},"absoluteExpiresAt":{"N":"{{{end}}}"},
            "firstLoginAt":{"N":"{{{_now}}}"},"lastLoginAt":{"N":"{{{_now}}}"},"loginCount":{"N":"1"},"securityStamp":{"S":"a"},
            "name":{"S":"Rehearsal"},"enabled":{"BOOL":true},"credentials":{"B":"{{{Zeros16}}}"},
            "sealedAccessToken":{"B":"{{{Zeros16}}}"},"accessTokenExpiresAt":{"N":"{{{_now}}}"}}
            """;
        var credentials = Encoding.UTF8.GetBytes($$"""{"appSecret":"rehearsal","tokenKeys":[{"id":"a","key":"{{Zeros32}}"}],"dataKeys":[{"id":"a","key":"{{Zeros32}}"}]}""");
        return new HttpResponseMessage(HttpStatusCode.OK)
        {
            RequestMessage = request,
            Content = new StringContent(
                $$"""{"Item":{{row}},"Attributes":{{row}},"KeyId":"a","Plaintext":"{{Convert.ToBase64String(credentials)}}","openid":"{{OpenId}}","session_key":"{{Zeros16}}","access_token":"rehearsal","expires_in":7200}""",
                Encoding.UTF8,
                "application/x-amz-json-1.0"),
        };
    }

    private ServiceProvider Services(TimeProvider clock)
    {
        const string Nowhere = "http://rehearsal";
        var services = new ServiceCollection().AddLogging().AddSingleton(clock);
        return services.AddMiniLogin(new() { DefaultAppId = AppId, DynamoDBUrl = Nowhere, KmsUrl = Nowhere, WeChatUrl = Nowhere })
            .AddSingleton(_ => new AwsConnections(clock, _ => this))
            .AddSingleton(_ => new WeChatConnection(this))
            .AddSingleton<RequestPipeline>()
            .BuildServiceProvider();
    }

    private static async Task<APIGatewayHttpApiV2ProxyResponse> AnswerAsync(string headers, string body, Func<APIGatewayHttpApiV2ProxyRequest, ILambdaContext, Task<APIGatewayHttpApiV2ProxyResponse>> answer)
    {
        var json = new SourceGeneratorLambdaJsonSerializer<LambdaEventJson>();
        var response = await answer(json.Deserialize<APIGatewayHttpApiV2ProxyRequest>(Event(headers, body)), new Context());
        json.Serialize(response, Stream.Null);
        return response;
    }

    private static async Task<APIGatewayCustomAuthorizerV2SimpleResponse> AuthorizeAsync(AuthorizerFunction authorizer)
    {
        var json = new SourceGeneratorLambdaJsonSerializer<LambdaEventJson>();
        var response = await authorizer.Authorize(json.Deserialize<APIGatewayCustomAuthorizerV2Request>(Event(Authorization, "")));
        json.Serialize(response, Stream.Null);
        return response;
    }

    private static async Task<AccessTokenAnswer> GiveAccessTokenAsync(AccessTokenFunction function)
    {
        var json = new SourceGeneratorLambdaJsonSerializer<LambdaEventJson>();
        using var request = new MemoryStream("{}"u8.ToArray());
        var answer = await function.AccessToken(json.Deserialize<AccessTokenRequest>(request), new Context());
        json.Serialize(answer, Stream.Null);
        return answer;
    }

    /// <param name="body">As it is written within a JSON string.</param>
    private static MemoryStream Event(string headers, string body) => new(Encoding.UTF8.GetBytes($$"""
        {"version":"2.0","routeKey":"GET /rehearsal","rawPath":"/rehearsal","rawQueryString":"","headers":{"host":"rehearsal","user-agent":"rehearsal",
        "referer":"https://servicewechat.com/{{AppId}}/1/page-frame.html","x-forwarded-proto":"https"{{(headers.Length > 0 ? $",{headers}" : "")}}},
        "requestContext":{"accountId":"1","apiId":"a","domainName":"rehearsal","http":{"method":"GET","path":"/rehearsal","protocol":"HTTP/1.1","sourceIp":"127.0.0.1","userAgent":"rehearsal"},
        "requestId":"a","routeKey":"GET /rehearsal","stage":"$default","timeEpoch":1},"body":"{{body}}","isBase64Encoded":false}
        """));

    /// <summary>The pipeline reads the time that is left.</summary>
    private sealed class Context : ILambdaContext
    {
        public string AwsRequestId => "";

        public IClientContext ClientContext => null!;

        public string FunctionName => "";

        public string FunctionVersion => "";

        public ICognitoIdentity Identity => null!;

        public string InvokedFunctionArn => "";

        public ILambdaLogger Logger => null!;

        public string LogGroupName => "";

        public string LogStreamName => "";

        public int MemoryLimitInMB => 0;

        public TimeSpan RemainingTime => TimeSpan.FromSeconds(3);
    }
}
