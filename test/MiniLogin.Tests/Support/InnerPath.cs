using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MiniLogin.Apps;
using MiniLogin.FunctionHost;
using MiniLogin.Functions;
using MiniLogin.Playground.Gateway;
using MiniLogin.Playground.InMemory;
using MiniLogin.Secrets;
using MiniLogin.Sessions;
using MiniLogin.WeChat;

namespace MiniLogin.Tests.Support;

/// <summary>
/// Calls the functions as Lambda does, the JSON of an event in and the JSON of the answer out, in their own container and with
/// in-memory stores, to measure only the product's own work.
/// Nothing is asynchronous: a call is complete when its task is returned, and all its allocations are on the calling thread.
/// </summary>
internal sealed class InnerPath
{
    private const string AppId = "wx0123456789abcdef";

    private readonly ServiceProvider _services;
    private readonly SessionService _service;
    private readonly byte[] _sessionKey = RandomNumberGenerator.GetBytes(16);
    private int _codes;
    private int _users;

    public InnerPath()
    {
        var apps = new InMemoryAppRegistry();
        apps.Register(new(MiniLogin.Apps.AppId.Parse(AppId), "Measured", Enabled: true), new("secret", [Key()], [Key()]));

        var services = new ServiceCollection();
        Startup.Configure(services, new() { DefaultAppId = AppId, LoginsPerUserAndMinute = 1000 });
        services.AddLogging(logging => logging.ClearProviders());
        services.UseInMemoryStores();
        services.AddSingleton<IAppRegistry>(apps);
        services.AddSingleton(new WeChatConnection(new FixedWeChat(Convert.ToBase64String(_sessionKey))));
        _services = services.BuildServiceProvider();
        _service = _services.GetRequiredService<SessionService>();
    }

    public Task<SessionCheck> ValidateAsync(string token) => _service.ValidateAsync(SessionToken.Parse(token), CancellationToken.None);

    /// <summary>Returns the call of a function: from the event's JSON to the answer's.</summary>
    public Func<byte[], Task<MemoryStream>> Call(string function)
    {
        var annotated = AnnotatedFunctions.Find(function) ?? throw new ArgumentException($"No function: {function}");
        var context = new LocalLambdaContext(function, "request", TimeProvider.System);
        return input => annotated(_services, new MemoryStream(input), context);
    }

    /// <summary>
    /// Returns valid events for the function. A login is of a new user each, because a second login within a minute and every tenth
    /// login cost more. A listed user has ten sessions, and a user whose sessions are ended has two.
    /// </summary>
    public async Task<IReadOnlyList<byte[]>> EventsAsync(string function, int count)
    {
        var events = new List<byte[]>();
        var token = function is "ShowSession" or "Authorize" or "ListSessions" ? await TokenAsync(0, sessions: 10) : "";
        while (events.Count < count)
        {
            var user = ++_users;
            events.Add(function switch
            {
                "Login" => Read("login", e => e["body"] = $$"""{"code":"{{Code(user)}}","nonce":"5f2b9a1e-6c7d-4e8f-9a0b-1c2d3e4f5a6b"}"""),
                "WaferLogin" => WaferLogin(user),
                "ShowSession" => Read("show-session", Bearer(token)),
                "Authorize" => Read("authorize", Bearer(token)),
                "ListSessions" => Read("list-sessions", Bearer(token)),
                "LogOut" => Read("log-out", Bearer(await TokenAsync(user, sessions: 1))),
                "EndSessions" => Read("end-sessions", Bearer(await TokenAsync(user, sessions: 2))),
                "EndSession" => Read("end-session", Ending((await TokenAsync(user, sessions: 1)).Split('.')[0], await TokenAsync(user, sessions: 1))),
                _ => throw new ArgumentException($"No events for {function}."),
            });
        }

        return events;
    }

    /// <summary>Logs in a user so many times; returns the last token.</summary>
    public async Task<string> TokenAsync(int user, int sessions = 1)
    {
        var token = "";
        for (var login = 0; login < sessions; login++)
        {
            var answer = (await JsonNode.ParseAsync(await Call("WaferLogin")(WaferLogin(user))))!;
            token = JsonNode.Parse(answer["body"]!.GetValue<string>())!["data"]!["skey"]!.GetValue<string>();
        }

        return token;
    }

    /// <summary>A login in the Wafer format, with a profile to decrypt.</summary>
    private byte[] WaferLogin(int user)
    {
        var (encryptedData, iv) = Seal(OpenId(user));
        return Read("wafer-login", e =>
        {
            var headers = e["headers"]!;
            headers["x-wx-code"] = Code(user);
            headers["x-wx-encrypted-data"] = encryptedData;
            headers["x-wx-iv"] = iv;
        });
    }

    private static Action<JsonNode> Bearer(string token) => e =>
    {
        e["headers"]!["authorization"] = $"Bearer {token}";
        if (e["identitySource"] is not null)
        {
            e["identitySource"] = new JsonArray($"Bearer {token}");
        }
    };

    private static Action<JsonNode> Ending(string id, string token) => Bearer(token) + (e => e["pathParameters"] = new JsonObject { ["id"] = id });

    private static byte[] Read(string file, Action<JsonNode> change)
    {
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "events", $"{file}.json")))!;
        change(json);
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    private string Code(int user) => $"{OpenId(user)}-{_codes++}";

    private static string OpenId(int user) => $"oMeasured{user:d19}";

    private static SecretKey Key() => new("measured", RandomNumberGenerator.GetBytes(SecretKey.Size));

    private (string EncryptedData, string Iv) Seal(string openId)
    {
        var profile = $$"""{"openId":"{{openId}}","nickName":"韩梅梅","gender":2,"language":"zh_CN","city":"Guangzhou","province":"Guangdong","country":"CN","avatarUrl":"https://thirdwx.qlogo.cn/mmopen/vi_32/0/132","watermark":{"timestamp":1795418555,"appid":"{{AppId}}"} }""";
        using var aes = Aes.Create();
        aes.Key = _sessionKey;
        var iv = RandomNumberGenerator.GetBytes(16);
        return (Convert.ToBase64String(aes.EncryptCbc(Encoding.UTF8.GetBytes(profile), iv)), Convert.ToBase64String(iv));
    }
}
