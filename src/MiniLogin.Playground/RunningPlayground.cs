using System.Security.Cryptography;
using System.Text.Json;
using MiniLogin.Playground.Stacks;
using Simulator = MiniLogin.Playground.WeChatSimulator.WeChatSimulator;

namespace MiniLogin.Playground;

/// <summary>A Playground in this process, for tests.</summary>
public sealed class RunningPlayground : IAsyncDisposable
{
    private const string DefaultDynamoDB = "http://localhost:8000";

    /// <summary>Tables of one process do not meet those of another.</summary>
    private static readonly string TablePrefix = $"test-{RandomNumberGenerator.GetHexString(16, lowercase: true)}-";

    private readonly WebApplication _app;

    private RunningPlayground(WebApplication app)
    {
        _app = app;
        Http = Client();
    }

    /// <summary>Calls without a session. The base address is that of MiniLogin: a stack with the mapping key shop is below /shop.</summary>
    public HttpClient Http { get; }

    /// <summary>
    /// Logs a simulated user in and returns a client that sends the session's token. The users are meimei, lilei, anonymous and ajie; any
    /// other name makes a new user.
    /// </summary>
    /// <exception cref="HttpRequestException">The login failed.</exception>
    public async Task<HttpClient> LogInAsync(string user)
    {
        using var response = await Http.PostAsJsonAsync("/login", new Dictionary<string, string> { ["code"] = WxLogin(user) });
        response.EnsureSuccessStatusCode();
        using var login = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync());
        var client = Client();
        client.DefaultRequestHeaders.Authorization = new("Bearer", login.RootElement.GetProperty("token").GetString());
        return client;
    }

    /// <summary>Deletes the account of a simulated user, by the user's own hand, and waits until the stacks have received that.</summary>
    /// <exception cref="HttpRequestException">The deletion failed.</exception>
    public async Task DeleteAccountAsync(string user)
    {
        using var client = await LogInAsync(user);
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/user");
        request.Headers.Add("X-WX-Code", WxLogin(user));
        using var response = await client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        await _app.Services.GetRequiredService<HostedStacks>().WhenDeliveredAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    internal static async Task<RunningPlayground> StartAsync(StackSource stack, Uri? dynamoDB)
    {
        var options = new MiniLoginOptions { SessionsTable = $"{TablePrefix}sessions", UsersTable = $"{TablePrefix}users", AppsTable = $"{TablePrefix}apps", DeletionsTable = $"{TablePrefix}deletions" };
        if (dynamoDB is null && StackTemplate.Read(stack.Path, TablePrefix, new(options)).Tables.Count > 0)
        {
            dynamoDB = new(Environment.GetEnvironmentVariable("MINILOGIN_DYNAMODB") is { Length: > 0 } url ? url : DefaultDynamoDB);
        }

        var settings = new PlaygroundSettings("http://127.0.0.1:0", PlaygroundSettings.DefaultAppId, PlaygroundSettings.DefaultAppSecret, dynamoDB, Options: options, Console: false, Stacks: [stack], TablePrefix: TablePrefix);
        var app = PlaygroundApp.Create(settings);
        try
        {
            // The tables are new, so the app's row is ours.
            await PlaygroundApp.StartAsync(app, CancellationToken.None);
            return new(app);
        }
        catch (Exception e)
        {
            await app.DisposeAsync();
            if (PlaygroundApp.IsOfDynamoDB(e))
            {
                throw new InvalidOperationException($"DynamoDB at {dynamoDB} cannot be used: {e.Message} {StackEnvironment.HowToStartDynamoDB}", e);
            }

            throw;
        }
    }

    private string WxLogin(string user)
    {
        var weChat = _app.Services.GetRequiredService<Simulator>();
        if (!weChat.Users.TryFind(user, out _))
        {
            weChat.Users.Add(new(user, user, "", "", 0, "13800000000"));
        }

        return weChat.Login(PlaygroundSettings.DefaultAppId, user);
    }

    private HttpClient Client() => new() { BaseAddress = new(ListeningAddress.First(_app.Services)) };
}
