using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MiniLogin.Apps;
using MiniLogin.Functions;
using MiniLogin.Functions.Login;
using MiniLogin.Functions.Sessions;
using MiniLogin.Playground.Gateway;
using MiniLogin.Playground.InMemory;
using MiniLogin.Secrets;
using MiniLogin.Sessions;
using MiniLogin.WeChat;

namespace MiniLogin.Tests.Support;

/// <summary>
/// Calls the functions with events, in their own container and with in-memory stores, to measure only the product's own work.
/// Nothing is asynchronous: a call is complete when its task is returned, and all its allocations are on the calling thread.
/// </summary>
internal sealed class InnerPath
{
    private const string AppId = "wx0123456789abcdef";

    private readonly SessionFunctions _sessions;
    private readonly LoginFunctions _logins;
    private readonly SessionService _service;
    private readonly (string OpenId, string EncryptedData, string Iv)[] _users;
    private int _next;

    /// <param name="users">The number of users, who log in one after another. A second login within a minute and every tenth login cost more.</param>
    public InnerPath(int users)
    {
        var sessionKey = RandomNumberGenerator.GetBytes(16);
        var apps = new InMemoryAppRegistry();
        apps.Register(new(MiniLogin.Apps.AppId.Parse(AppId), "Measured", Enabled: true), new("secret", [Key()], [Key()]));

        var services = new ServiceCollection();
        Startup.Configure(services, new() { DefaultAppId = AppId, LoginsPerUserAndMinute = 1000 });
        services.AddLogging(logging => logging.ClearProviders());
        services.UseInMemoryStores();
        services.AddSingleton<IAppRegistry>(apps);
        services.AddSingleton(new WeChatConnection(new FixedWeChat(Convert.ToBase64String(sessionKey))));
        var provider = services.BuildServiceProvider();
        _sessions = ActivatorUtilities.CreateInstance<SessionFunctions>(provider);
        _logins = ActivatorUtilities.CreateInstance<LoginFunctions>(provider);
        _service = provider.GetRequiredService<SessionService>();
        _users = [.. Enumerable.Range(0, users).Select(user => Seal($"oMeasured{user:d19}", sessionKey))];
    }

    public Task<SessionCheck> ValidateAsync(string token) => _service.ValidateAsync(SessionToken.Parse(token), CancellationToken.None);

    public Task<APIGatewayHttpApiV2ProxyResponse> CheckAsync(string token) =>
        _sessions.ShowSession(Event(new() { ["authorization"] = $"Bearer {token}" }), Context("ShowSession"));

    /// <summary>Logs in the next user in the Wafer format, with a profile to decrypt.</summary>
    public Task<APIGatewayHttpApiV2ProxyResponse> LogInAsync()
    {
        var (openId, encryptedData, iv) = _users[_next % _users.Length];
        return _logins.WaferLogin(
            Event(new() { ["x-wx-code"] = $"{openId}-{_next++}", ["x-wx-encrypted-data"] = encryptedData, ["x-wx-iv"] = iv }),
            Context("WaferLogin"));
    }

    public async Task<string> TokenAsync()
    {
        using var answer = JsonDocument.Parse((await LogInAsync()).Body);
        return answer.RootElement.GetProperty("data").GetProperty("skey").GetString()!;
    }

    private static SecretKey Key() => new("measured", RandomNumberGenerator.GetBytes(SecretKey.Size));

    private static APIGatewayHttpApiV2ProxyRequest Event(Dictionary<string, string> headers)
    {
        headers["host"] = "api.example.com";
        headers["referer"] = $"https://servicewechat.com/{AppId}/devtools/page-frame.html";
        headers["user-agent"] = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) MicroMessenger/8.0.50";
        return new() { Headers = headers };
    }

    private static LocalLambdaContext Context(string function) => new(function, "request", TimeProvider.System);

    private static (string OpenId, string EncryptedData, string Iv) Seal(string openId, byte[] sessionKey)
    {
        var profile = $$"""{"openId":"{{openId}}","nickName":"韩梅梅","gender":2,"language":"zh_CN","city":"Guangzhou","province":"Guangdong","country":"CN","avatarUrl":"https://thirdwx.qlogo.cn/mmopen/vi_32/0/132","watermark":{"timestamp":1795418555,"appid":"{{AppId}}"} }""";
        using var aes = Aes.Create();
        aes.Key = sessionKey;
        var iv = RandomNumberGenerator.GetBytes(16);
        return (openId, Convert.ToBase64String(aes.EncryptCbc(Encoding.UTF8.GetBytes(profile), iv)), Convert.ToBase64String(iv));
    }
}
