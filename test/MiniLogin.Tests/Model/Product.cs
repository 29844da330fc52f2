using System.Text.Json.Nodes;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Account;
using MiniLogin.Apps;
using MiniLogin.Functions.Login;
using MiniLogin.Functions.Sessions;
using MiniLogin.Functions.Users;
using MiniLogin.Functions.Wafer;
using MiniLogin.Playground.Gateway;
using MiniLogin.Playground.WeChatSimulator;
using MiniLogin.Secrets;
using MiniLogin.Sessions;
using MiniLogin.Users;

namespace MiniLogin.Tests.Model;

/// <summary>Calls the functions directly, because tens of thousands of steps over HTTP would take too long.</summary>
internal sealed class Product(World world, FaultSwitch faults)
{
    private readonly LoginFunctions _logins = Create<LoginFunctions>(world);
    private readonly SessionFunctions _sessions = Create<SessionFunctions>(world);
    private readonly SessionListFunctions _lists = Create<SessionListFunctions>(world);
    private readonly UserFunctions _users = Create<UserFunctions>(world);
    private readonly AccountFunctions _accounts = Create<AccountFunctions>(world);

    private App App => new(World.App, "Model", AppIsEnabled);

    private bool AppIsEnabled { get; set; } = true;

    public Task<Answer> LogInAsync(string code, string? nonce, string? presented)
    {
        var body = new JsonObject { ["code"] = code, ["nonce"] = nonce };
        return CallAsync(_logins.Login, Request(presented, body: body));
    }

    public Task<Answer> CheckAsync(string token) => CallAsync(_sessions.ShowSession, Request(token));

    public Task<Answer> ShowUserAsync(string token) => CallAsync(_users.ShowUser, Request(token));

    public Task<Answer> ListAsync(string token, int limit, string? after)
    {
        var query = new Dictionary<string, string> { ["limit"] = $"{limit}" };
        if (after is not null)
        {
            query["after"] = after;
        }

        return CallAsync(_lists.ListSessions, Request(token, query: query));
    }

    public Task<Answer> LogOutAsync(string token) => CallAsync(_sessions.LogOut, Request(token));

    public Task<Answer> EndOneAsync(string by, string id) => CallAsync((request, context) => _lists.EndSession(request, id, context), Request(by));

    public Task<Answer> EndAllAsync(string by, bool keepsCurrent) => CallAsync(_lists.EndSessions, Request(by, query: new() { ["keepCurrent"] = keepsCurrent ? "true" : "false" }));

    public Task<Answer> DeleteUserAsync(string by, string code)
    {
        var request = Request(by);
        request.Headers[WaferHeaders.Code] = code;
        return CallAsync(_accounts.DeleteUser, request);
    }

    /// <summary>Does what <c>minilogin users block</c> does.</summary>
    public async Task BlockAsync(string account, bool blocked)
    {
        var key = World.UserKey(account);
        if (await world.Services.GetRequiredService<IUserStore>().SetBlockedAsync(key, blocked, CancellationToken.None) && blocked)
        {
            await world.Services.GetRequiredService<UserSessions>().EndAllAsync(key, null, CancellationToken.None);
        }
    }

    public async Task EnableAppAsync(bool enabled)
    {
        AppIsEnabled = enabled;
        world.Apps.Register(App, await CredentialsAsync());
    }

    /// <summary>Does what <c>minilogin apps rotate-keys</c> does; nothing while an earlier rotation is pending.</summary>
    public async Task RotateKeysAsync()
    {
        var credentials = await CredentialsAsync();
        if (KeyRotation.PendingUntil(credentials, world.Now) is null)
        {
            world.Apps.Register(App, KeyRotation.Rotate(credentials, KeyRotation.DroppableDataKeys(credentials, world.Now), world.Now)!);
        }
    }

    public void Set(Fault? fault)
    {
        faults.Set(fault);
        world.WeChat.Faults = fault?.Place != Place.WeChat ? Faults.None : fault.IsDone ? new() { CutConnection = true } : new() { ServerError = true };
    }

    private static T Create<T>(World world) => ActivatorUtilities.CreateInstance<T>(world.Services);

    private static APIGatewayHttpApiV2ProxyRequest Request(string? token, Dictionary<string, string>? query = null, JsonObject? body = null)
    {
        var headers = new Dictionary<string, string>();
        if (token is not null)
        {
            headers["authorization"] = $"Bearer {token}";
        }

        return new() { Headers = headers, QueryStringParameters = query, Body = body?.ToJsonString() };
    }

    private ValueTask<AppCredentials> CredentialsAsync() => world.Apps.OpenCredentialsAsync(App, CancellationToken.None);

    private async Task<Answer> CallAsync(Func<APIGatewayHttpApiV2ProxyRequest, ILambdaContext, Task<APIGatewayHttpApiV2ProxyResponse>> function, APIGatewayHttpApiV2ProxyRequest request) =>
        new(await function(request, new LocalLambdaContext("model", "model", TimeProvider.System)));
}
