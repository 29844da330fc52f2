using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MiniLogin.Apps;
using MiniLogin.Playground;
using MiniLogin.Playground.Console;
using MiniLogin.Playground.InMemory;
using MiniLogin.Playground.Storage;
using MiniLogin.Playground.WeChatSimulator;
using MiniLogin.Secrets;
using MiniLogin.Tests.Contract;
using MiniLogin.Tests.Secrets;
using MiniLogin.Users;

namespace MiniLogin.Tests.Support;

/// <summary>
/// The product behind the local gateway, over HTTP, with its real container, a simulated WeChat and a movable clock. Data is
/// in memory, or on a real DynamoDB API server in separate tables.
/// </summary>
internal sealed class World : IAsyncDisposable
{
    public const string AppId = "wx0123456789abcdef";
    public static readonly AppId App = MiniLogin.Apps.AppId.Parse(AppId);

    public const string AppSecret = "0123456789abcdef0123456789abcdef";

    /// <summary>The app of the corp <see cref="CorpId"/> in WeCom, which is linked with the mini program.</summary>
    public const string WeComAppId = PlaygroundSettings.WeComAppId;
    public const string CorpId = "ww0123456789abcdef";

    private readonly WebApplication _app;

    private World(WebApplication app, CallCounter calls, LogCollector logs)
    {
        _app = app;
        Calls = calls;
        Logs = logs;
        Http = new() { BaseAddress = new(app.Urls.First()), Timeout = TimeSpan.FromSeconds(60) };
    }

    /// <summary>The key of a simulated user.</summary>
    public static UserKey UserKey(string user) => new(App, WeChatIds.OpenId(AppId, user));

    public HttpClient Http { get; }

    /// <summary>The calls to DynamoDB.</summary>
    public CallCounter Calls { get; }

    public LogCollector Logs { get; }

    public IServiceProvider Services => _app.Services;

    public MiniLoginOptions Options => Services.GetRequiredService<MiniLoginOptions>();

    public WeChatSimulator WeChat => Services.GetRequiredService<WeChatSimulator>();

    public CallLog Traffic => Services.GetRequiredService<CallLog>();

    public DateTimeOffset Now => Services.GetRequiredService<TimeProvider>().GetUtcNow();

    public InMemoryAppRegistry Apps => (InMemoryAppRegistry)Services.GetRequiredService<IAppRegistry>();

    /// <param name="beside">Makes this another environment of the same function: it shares tables and WeChat, but not memory and clock.</param>
    public static async Task<World> StartAsync(Store store, MiniLoginOptions? options = null, Action<IServiceCollection>? configure = null, Uri? weChat = null, World? beside = null)
    {
        var calls = new CallCounter();
        var logs = new LogCollector();
        var dynamoDB = store == Store.DynamoDB ? new Uri(DynamoDBServer.Url) : null;
        var prefix = $"t{Guid.NewGuid():N}";
        options = beside?.Options ?? (options ?? new()) with { SessionsTable = $"{prefix}-sessions", UsersTable = $"{prefix}-users", AppsTable = $"{prefix}-apps", DeletionsTable = $"{prefix}-deletions" };
        weChat ??= beside?.Http.BaseAddress;
        options = options with { WeComUrl = weChat?.ToString() ?? options.WeComUrl };
        var settings = new PlaygroundSettings("http://127.0.0.1:0", AppId, AppSecret, dynamoDB, weChat, options);
        var apps = new InMemoryAppRegistry();
        apps.Register(new(App, "Playground", Enabled: true), LocalCredentials.From(AppSecret));
        apps.Register(new(MiniLogin.Apps.AppId.Parse(WeComAppId), "Playground in WeCom", Enabled: true, Kind: AppKind.WeCom) { MiniProgram = App }, LocalCredentials.From(PlaygroundSettings.WeComSecret));
        var app = PlaygroundApp.Create(settings, services =>
        {
            services.AddSingleton<ILoggerProvider>(logs);
            services.AddSingleton<IStartupFilter>(new WatchedTraffic(SecretWatch.Run));
            services.AddSingleton<IAppRegistry>(apps);
            services.UseInMemoryAccessTokens();
            if (dynamoDB is not null)
            {
                services.AddSingleton<IAmazonDynamoDB>(_ => calls.Client(dynamoDB));
            }

            configure?.Invoke(services);
        });
        KeepKeys(LocalCredentials.From(AppSecret));
        KeepKeys(LocalCredentials.From(PlaygroundSettings.WeComSecret));
        await app.Services.GetRequiredService<LocalTables>().CreateAbsentAsync(CancellationToken.None);
        await app.StartAsync();
        calls.Clear();
        return new(app, calls, logs);
    }

    /// <summary>Moves the clock of the product ahead.</summary>
    public void Pass(TimeSpan time) => Services.GetRequiredService<PlaygroundClock>().Advance(time);

    /// <summary>A new wx.login code of a user.</summary>
    public string WxLogin(string user = "lilei") => WeChat.Login(AppId, user);

    /// <summary>A new wx.qy.login code of a member of the corp.</summary>
    public string QyLogin(string user = "lilei", string corpId = CorpId) => WeChat.QyLogin(corpId, AppId, user);

    /// <summary>Logs a member of the corp in, with a code of wx.qy.login.</summary>
    public Task<Reply> LogInToWeComAsync(string code, string? nonce = null, string appId = WeComAppId) => SendAsync(HttpMethod.Post, "/login", new { code, nonce, appId });

    public Task<Reply> LogInAsync(string code, string? nonce = null, string? token = null) => SendAsync(HttpMethod.Post, "/login", new { code, nonce }, token);

    /// <summary>Logs a user in and returns the token.</summary>
    public async Task<string> TokenAsync(string user = "lilei") => (await LogInAsync(WxLogin(user))).Ok().Text("token");

    public Task<Reply> ShowSessionAsync(string? token) => SendAsync(HttpMethod.Get, "/session", token: token);

    public Task<Reply> LogOutAsync(string? token) => SendAsync(HttpMethod.Delete, "/session", token: token);

    /// <summary>Sends a request. Fails if an answer in the native format is not documented in docs/openapi.yaml.</summary>
    public async Task<Reply> SendAsync(HttpMethod method, string path, object? body = null, string? token = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = body as HttpContent ?? JsonContent.Create(body, options: new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull });
        }

        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var reply = await Reply.OfAsync(Http, request);
        ApiDocument.Check(request, reply);
        return reply;
    }

    /// <summary>Waits for the expected number of calls to WeChat and returns the actual one. A call may end shortly after the product's answer.</summary>
    public async Task<int> CallsToWeChatAsync(int expected)
    {
        for (var attempt = 0; attempt < 100 && Count() < expected; attempt++)
        {
            await Task.Delay(50);
        }

        return Count();

        int Count() => WeChat.Served;
    }

    internal static void KeepKeys(AppCredentials credentials)
    {
        SecretWatch.Run.Keep("AppSecret", credentials.AppSecret);
        if (credentials.PhoneKey is { } phoneKey)
        {
            SecretWatch.Run.Keep("phone key", Convert.ToBase64String(phoneKey.Bytes.Span));
        }

        if (credentials.PersonKey is { } personKey)
        {
            SecretWatch.Run.Keep("person key", Convert.ToBase64String(personKey.Bytes.Span));
        }

        foreach (var (kind, key) in credentials.TokenKeys.Select(k => ("token key", k)).Concat(credentials.DataKeys.Select(k => ("data key", k))))
        {
            SecretWatch.Run.Keep(kind, Convert.ToBase64String(key.Bytes.Span));
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
