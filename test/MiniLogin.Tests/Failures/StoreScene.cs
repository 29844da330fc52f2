using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Account.Avatars;
using MiniLogin.Apps;
using MiniLogin.Functions;
using MiniLogin.Playground;
using MiniLogin.Playground.Gateway;
using MiniLogin.Playground.InMemory;
using MiniLogin.Secrets;
using MiniLogin.Tests.Events;
using MiniLogin.WeChat;

namespace MiniLogin.Tests.Failures;

/// <summary>The product with all its data in DynamoDB, where one chosen call can fail.</summary>
internal sealed class StoreScene : IAsyncDisposable
{
    private static readonly string[] SessionRow = ["id", "secretHash", "salt", "appId", "openId", "userKey", "createdAt", "lastSeenAt", "expiresAt", "absoluteExpiresAt", "personId"];
    private static readonly string[] SessionTombstone = ["id", "endsAt", "expiresAt"];
    private static readonly string[] UserRow = ["userKey", "appId", "openId", "firstLoginAt", "lastLoginAt", "loginCount", "loginMinute", "loginsInMinute", "sealedSessionKey", "previousSessionKey", "personId"];
    private static readonly string[] Deletion = ["userKey", "deletedAt", "expiresAt"];
    private static readonly string[] UserTombstone = ["userKey", "expiresAt"];

    private readonly AmazonDynamoDBClient _dynamoDB;
    private readonly Lock _lock = new();
    private readonly List<(string Id, string Operation)> _seen = [];

    private readonly CallCounter _calls;

    private StoreScene(World world, CallCounter calls, AmazonDynamoDBClient dynamoDB)
    {
        World = world;
        _calls = calls;
        _dynamoDB = dynamoDB;
    }

    public World World { get; }

    public static async Task<StoreScene> StartAsync()
    {
        var calls = new CallCounter();
        var world = await World.StartAsync(Store.DynamoDB, new() { LoginsPerUserAndMinute = 1000, SessionsPerUser = 9 }, services =>
        {
            // One retry fewer than the product makes, because each retry waits.
            services.AddSingleton<IAmazonDynamoDB>(_ => calls.Client(new(DynamoDBServer.Url), retries: 1));
            services.AddSingleton<IAppRegistry, DynamoDBAppRegistry>();
            services.AddSingleton<IAppCredentialsCipher, OpenCipher>();
            services.AddSingleton<IAccessTokenStore, DynamoDBAccessTokenStore>();
            services.AddSingleton<IAvatarStore, InMemoryAvatarStore>();
            services.AddSingleton(s => LocalGateway.Find([.. typeof(Startup).Assembly.GetTypes(), typeof(YourOwnFunctions)], s));
        });
        return new(world, calls, new(new BasicAWSCredentials("local", "local"), new AmazonDynamoDBConfig { ServiceURL = DynamoDBServer.Url, AuthenticationRegion = "us-east-1" }));
    }

    /// <summary>Empties the tables except for the app, and moves the clock until cached data has expired.</summary>
    public async Task ClearAsync()
    {
        foreach (var (table, key) in new[] { (World.Options.SessionsTable, "id"), (World.Options.UsersTable, "userKey"), (World.Options.AppsTable, "appId"), (World.Options.DeletionsTable, "userKey") })
        {
            foreach (var row in await RowsAsync(table))
            {
                await _dynamoDB.DeleteItemAsync(new DeleteItemRequest { TableName = table, Key = new() { [key] = row[key] } });
            }
        }

        await RegisterAsync();
        PassAMinute();
    }

    /// <summary>Registers the app again if a fault has removed it.</summary>
    public Task RegisterAsync() => new AppTable(_dynamoDB, World.Options).AddAsync(
        new(World.App, "Registered", Enabled: true) { LinksByUnionId = true }, AppCredentialsDocument.Write(LocalCredentials.From(World.AppSecret)), World.Now, TestContext.Current.CancellationToken);

    public void PassAMinute() => World.Pass(TimeSpan.FromSeconds(61));

    /// <summary>The calls to DynamoDB that a request makes, in order.</summary>
    public async Task<IReadOnlyList<string>> CallsOfAsync(Func<Task<Reply>> send)
    {
        await WithFaultAsync(send, int.MaxValue, StoreFault.All[0]);
        lock (_lock)
        {
            return [.. _seen.Select(s => s.Operation)];
        }
    }

    /// <summary>Sends a request while one of its calls, counted from 0, has a fault.</summary>
    public async Task<Reply> WithFaultAsync(Func<Task<Reply>> send, int call, StoreFault fault)
    {
        _seen.Clear();
        var failed = 0;
        _calls.Intercept = async (operation, request) =>
        {
            var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync())!.AsObject();
            return Number(operation, body, request) == call && !(fault.IsOnce && Interlocked.Increment(ref failed) > 1) ? await fault.Before(_dynamoDB, body) : null;
        };
        _calls.InterceptAnswer = (_, request, answer) => NumberOf(request) == call ? fault.After(answer) : answer;
        try
        {
            return await send();
        }
        finally
        {
            _calls.Intercept = null;
            _calls.InterceptAnswer = null;
        }
    }

    /// <summary>Checks that every row is complete or a tombstone.</summary>
    public async Task NothingShouldBeHalfWrittenAsync(string because)
    {
        foreach (var (table, row, tombstone) in new[] { (World.Options.SessionsTable, SessionRow, SessionTombstone), (World.Options.UsersTable, UserRow, UserTombstone), (World.Options.DeletionsTable, Deletion, Deletion) })
        {
            foreach (var attributes in (await RowsAsync(table)).Select(r => r.Keys))
            {
                if (attributes.Count == tombstone.Length)
                {
                    attributes.Should().BeEquivalentTo(tombstone, because);
                }
                else
                {
                    attributes.Should().Contain(row, because);
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        _dynamoDB.Dispose();
    }

    private async Task<List<Dictionary<string, AttributeValue>>> RowsAsync(string table) =>
        (await _dynamoDB.ScanAsync(new ScanRequest { TableName = table, ConsistentRead = true }, TestContext.Current.CancellationToken)).Items;

    private int Number(string operation, JsonObject body, HttpRequestMessage request)
    {
        lock (_lock)
        {
            var number = NumberOf(request);
            if (number < 0)
            {
                number = _seen.Count;
                _seen.Add((IdOf(request), $"{operation} {body["TableName"]!.GetValue<string>().Split('-')[^1]}"));
            }

            return number;
        }
    }

    private int NumberOf(HttpRequestMessage request)
    {
        lock (_lock)
        {
            return _seen.FindIndex(s => s.Id == IdOf(request));
        }
    }

    /// <summary>The invocation id of the SDK, which is the same in all attempts of one call.</summary>
    private static string IdOf(HttpRequestMessage request) => request.Headers.GetValues("amz-sdk-invocation-id").Single();

    private sealed class OpenCipher : IAppCredentialsCipher
    {
        public Task<byte[]> DecryptAsync(string appId, MemoryStream ciphertext, CancellationToken cancellationToken) => Task.FromResult(ciphertext.ToArray());
    }
}
