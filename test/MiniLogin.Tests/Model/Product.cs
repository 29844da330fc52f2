using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
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
using MiniLogin.Playground.InMemory;
using MiniLogin.Playground.WeChatSimulator;
using MiniLogin.Secrets;
using MiniLogin.Sessions;
using MiniLogin.Users;

namespace MiniLogin.Tests.Model;

/// <summary>
/// The product in two environments with different clocks, on the same stores. Calls the functions directly, because tens of
/// thousands of steps over HTTP would take too long.
/// </summary>
internal sealed class Product
{
    private readonly World _world;
    private readonly Trouble _trouble;
    private readonly Environment[] _environments;
    private int _current;

    public Product(World world, World second, Trouble trouble)
    {
        _world = world;
        _trouble = trouble;
        _environments = [new(world), new(second)];
        _trouble.InterruptAsync = interruption => InterruptAsync(interruption.Event);
    }

    /// <summary>Told of every interruption, after it.</summary>
    public Action<Event>? OnInterrupted { get; set; }

    /// <summary>The user whom an interruption is about.</summary>
    public Func<string>? Account { get; set; }

    private App App => new(World.App, "Model", AppIsEnabled, AppSessionsEndedAt) { LinksByUnionId = true };

    private bool AppIsEnabled { get; set; } = true;

    private DateTimeOffset? AppSessionsEndedAt { get; set; }

    private Environment Current => _environments[_current];

    /// <summary>Begins a story.</summary>
    public Task StartAsync()
    {
        AppSessionsEndedAt = null;
        CatchUp();
        return EnableAppAsync(true);
    }

    public Task<Answer> LogInAsync(string code, string? nonce, string? presented)
    {
        var body = new JsonObject { ["code"] = code, ["nonce"] = nonce };
        return CallAsync(Current.Logins.Login, Request(presented, body: body));
    }

    public Task<Answer> CheckAsync(string token) => CallAsync(Current.Sessions.ShowSession, Request(token));

    public Task<Answer> ShowUserAsync(string token) => CallAsync(Current.Users.ShowUser, Request(token));

    public Task<Answer> ListAsync(string token, int limit, string? after)
    {
        var query = new Dictionary<string, string> { ["limit"] = $"{limit}" };
        if (after is not null)
        {
            query["after"] = after;
        }

        return CallAsync(Current.Lists.ListSessions, Request(token, query: query));
    }

    public Task<Answer> LogOutAsync(string token) => CallAsync(Current.Sessions.LogOut, Request(token));

    public Task<Answer> EndOneAsync(string by, string id) => CallAsync((request, context) => Current.Lists.EndSession(request, id, context), Request(by));

    public Task<Answer> EndAllAsync(string by, bool keepsCurrent) => CallAsync(Current.Lists.EndSessions, Request(by, query: new() { ["keepCurrent"] = keepsCurrent ? "true" : "false" }));

    public Task<Answer> DeleteUserAsync(string by, string code)
    {
        var request = Request(by);
        request.Headers[WaferHeaders.Code] = code;
        return CallAsync(Current.Accounts.DeleteUser, request);
    }

    /// <summary>Does what <c>minilogin users block</c> and <c>unblock</c> do.</summary>
    public Task BlockAsync(string account, bool blocked) => blocked
        ? Service<AccountService>().BlockAsync(World.UserKey(account), CancellationToken.None)
        : Service<IUserStore>().UnblockAsync(World.UserKey(account), CancellationToken.None);

    /// <summary>Does what <c>minilogin apps end-sessions</c> does, in force at once.</summary>
    public Task EndAppSessionsAsync(DateTimeOffset now)
    {
        AppSessionsEndedAt = now;
        return EnableAppAsync(AppIsEnabled);
    }

    /// <summary>Whether the user has an account, and when the user's latest deletion was recorded. No fault strikes this read.</summary>
    public async Task<(bool Exists, DateTimeOffset? DeletedAt)> ReadAsync(string account)
    {
        _trouble.Faults.Set(null);
        var key = World.UserKey(account);
        var exists = await Service<IUserStore>().FindAsync(key, CancellationToken.None) is not null;
        UserKey? next = null;
        do
        {
            var page = await Service<IDeletionStore>().ListAsync(DateTimeOffset.MinValue, next, UserPage.MaxRows, CancellationToken.None);
            if (page.Deletions.FirstOrDefault(deletion => deletion.Key == key) is { } deletion)
            {
                return (exists, deletion.DeletedAt);
            }

            next = page.Next;
        }
        while (next is not null);

        return (exists, null);
    }

    public Task FreezeIndexAsync(string account) => _trouble.Lag.FreezeAsync(Service<ISessionStore>(), World.UserKey(account));

    public void CatchUp() => _trouble.Lag.CatchUp();

    /// <summary>Does what DynamoDB does some time after rows have expired.</summary>
    public async Task RemoveExpiredAsync()
    {
        if (_world.Services.GetService<InMemorySessionStore>() is { } memory)
        {
            memory.RemoveExpired();
            return;
        }

        var dynamoDB = Service<IAmazonDynamoDB>();
        foreach (var (table, key) in new[] { (_world.Options.SessionsTable, "id"), (_world.Options.UsersTable, "userKey") })
        {
            var now = new AttributeValue { N = $"{_world.Now.ToUnixTimeSeconds()}" };
            var scan = new ScanRequest { TableName = table, FilterExpression = "expiresAt < :now", ExpressionAttributeValues = new() { [":now"] = now } };
            foreach (var row in (await dynamoDB.ScanAsync(scan)).Items)
            {
                await dynamoDB.DeleteItemAsync(new DeleteItemRequest { TableName = table, Key = new() { [key] = row[key] } });
            }
        }
    }

    public async Task EnableAppAsync(bool enabled)
    {
        AppIsEnabled = enabled;
        _world.Apps.Register(App, await CredentialsAsync());
    }

    /// <summary>Does what <c>minilogin apps rotate-keys</c> does; nothing while an earlier rotation is pending.</summary>
    public async Task RotateKeysAsync()
    {
        var credentials = await CredentialsAsync();
        if (KeyRotation.PendingUntil(credentials, _world.Now) is null)
        {
            _world.Apps.Register(App, KeyRotation.Rotate(credentials, KeyRotation.DroppableDataKeys(credentials, _world.Now), _world.Now)!);
        }
    }

    /// <summary>Prepares the next operation.</summary>
    public void Set(Operation operation)
    {
        _current = operation.Environment;
        _trouble.Faults.Set(operation.Trouble);
        _world.WeChat.Faults = operation.Trouble is Fault { Place: Place.WeChat } fault
            ? fault.IsDone ? new() { CutConnection = true } : new() { ServerError = true }
            : Faults.None;
    }

    private async Task InterruptAsync(Event what)
    {
        var key = World.UserKey(Account!());
        await (what switch
        {
            Event.Block => BlockAsync(Account!(), true),
            Event.EndAll => Service<UserSessions>().EndAllAsync(key, CancellationToken.None),
            Event.ChangePerson => ChangePersonAsync(key),
            _ => Service<AccountService>().DeleteAsync(key, CancellationToken.None),
        });
        OnInterrupted?.Invoke(what);
    }

    private async Task ChangePersonAsync(UserKey key)
    {
        var people = Service<PersonService>();
        var isLinked = await Service<IUserStore>().FindAsync(key, CancellationToken.None) is { PersonId: not null };
        await (isLinked ? people.UnlinkAsync(key, CancellationToken.None) : people.LinkAsync(key, (await CredentialsAsync()).PersonKey!, CancellationToken.None));
    }

    private T Service<T>()
        where T : notnull => Current.Services.GetRequiredService<T>();

    private static APIGatewayHttpApiV2ProxyRequest Request(string? token, Dictionary<string, string>? query = null, JsonObject? body = null)
    {
        var headers = new Dictionary<string, string>();
        if (token is not null)
        {
            headers["authorization"] = $"Bearer {token}";
        }

        return new() { Headers = headers, QueryStringParameters = query, Body = body?.ToJsonString() };
    }

    private ValueTask<AppCredentials> CredentialsAsync() => _world.Apps.OpenCredentialsAsync(App, CancellationToken.None);

    private async Task<Answer> CallAsync(Func<APIGatewayHttpApiV2ProxyRequest, ILambdaContext, Task<APIGatewayHttpApiV2ProxyResponse>> function, APIGatewayHttpApiV2ProxyRequest request) =>
        new(await function(request, new LocalLambdaContext("model", "model", TimeProvider.System)));

    private sealed class Environment(World world)
    {
        public IServiceProvider Services => world.Services;

        public LoginFunctions Logins { get; } = Create<LoginFunctions>(world);

        public SessionFunctions Sessions { get; } = Create<SessionFunctions>(world);

        public SessionListFunctions Lists { get; } = Create<SessionListFunctions>(world);

        public UserFunctions Users { get; } = Create<UserFunctions>(world);

        public AccountFunctions Accounts { get; } = Create<AccountFunctions>(world);

        private static T Create<T>(World world) => ActivatorUtilities.CreateInstance<T>(world.Services);
    }
}
