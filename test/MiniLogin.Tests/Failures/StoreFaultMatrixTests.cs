using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Tests.Contract;
using MiniLogin.Users;

namespace MiniLogin.Tests.Failures;

/// <summary>Every DynamoDB fault at every call to DynamoDB of every route.</summary>
[Collection(nameof(FaultMatrix))]
[Slow]
public sealed class StoreFaultMatrixTests(ITestOutputHelper output)
{
    private const string Nonce = "a-nonce-of-the-client-0001";

    /// <summary>The calls, and how each is prepared. The prepared call can be sent repeatedly.</summary>
    private static readonly IReadOnlyList<(string Name, Func<World, Task<Func<Task<Reply>>>> Prepare)> Cases =
    [
        ("POST /login", world => Task.FromResult(LogIn(world))),
        ("POST /login retried", async world =>
        {
            var send = LogIn(world);
            (await send()).Ok();
            return send;
        }),
        ("POST /login with a phone code", world =>
        {
            // The access_token has expired, so that its renewal is included.
            world.Pass(TimeSpan.FromHours(3));
            var (code, phoneCode) = (world.WxLogin(), world.WeChat.GetPhoneNumberCode(World.AppId, "lilei"));
            return Task.FromResult<Func<Task<Reply>>>(() => world.SendAsync(HttpMethod.Post, "/login", new { code, phoneCode, nonce = Nonce }));
        }),
        ("POST /login, tenth login", async world =>
        {
            var users = world.Services.GetRequiredService<IUserStore>();
            do
            {
                await world.TokenAsync();
            }
            while ((await users.FindAsync(World.UserKey("lilei"), TestContext.Current.CancellationToken))!.LoginCount < 9);
            return LogIn(world);
        }),
        ("GET /session after an hour", async world =>
        {
            var token = await world.TokenAsync();
            world.Pass(TimeSpan.FromHours(1));
            return () => world.ShowSessionAsync(token);
        }),
        ("the authorizer", async world =>
        {
            var token = await world.TokenAsync();
            return () => world.SendAsync(HttpMethod.Get, "/your-own-route", token: token);
        }),
        .. ApiDocument.Operations.Where(o => o.Route is not ("GET /avatars/{name}" or "GET /login")).Select(o => (o.Route == "POST /login" ? "POST /login with a session" : o.Route, OfRoute(o.Route))),
    ];

    [Fact]
    public async Task Every_DynamoDB_fault_gives_a_documented_answer_and_the_next_call_works()
    {
        var matrix = new FaultMatrix("DynamoDB", "request", "call to DynamoDB", "fault", "answer", "answer to a retry");
        _ = DynamoDBServer.Url;
        await Parallel.ForAsync(0, Cases.Count, new ParallelOptions { MaxDegreeOfParallelism = 6, CancellationToken = TestContext.Current.CancellationToken }, async (at, _) =>
        {
            var (name, prepare) = Cases[at];
            await using var scene = await StoreScene.StartAsync();
            var calls = await scene.CallsOfAsync(await ReadyAsync(scene, prepare));
            calls.Should().NotBeEmpty(name);
            for (var call = 0; call < calls.Count; call++)
            {
                var results = new List<(string Fault, string Answer, string Again)>();
                foreach (var fault in StoreFault.All.Where(f => f.AppliesTo(calls[call])))
                {
                    var (answer, again) = await TryAsync(scene, prepare, call, fault, $"{name}, {calls[call]}, {fault.Name}");
                    results.Add((fault.Name, answer, again));
                }

                foreach (var same in results.GroupBy(r => (r.Answer, r.Again)))
                {
                    matrix.Add(at, name, $"{call + 1}. {calls[call]}", string.Join(", ", same.Select(r => r.Fault)), same.Key.Answer, same.Key.Again);
                }
            }
        });

        await matrix.ShouldBeAsExpectedAsync(output);
    }

    private static async Task<(string Answer, string Again)> TryAsync(StoreScene scene, Func<World, Task<Func<Task<Reply>>>> prepare, int call, StoreFault fault, string what)
    {
        var send = await ReadyAsync(scene, prepare);
        var answer = FaultMatrix.Text(await scene.WithFaultAsync(send, call, fault));
        await scene.NothingShouldBeHalfWrittenAsync(what);
        await scene.RegisterAsync();
        var again = FaultMatrix.Text(await send());
        await scene.NothingShouldBeHalfWrittenAsync(what);
        (await scene.World.ShowSessionAsync(await scene.World.TokenAsync())).Ok(what);
        return (answer, again);
    }

    private static async Task<Func<Task<Reply>>> ReadyAsync(StoreScene scene, Func<World, Task<Func<Task<Reply>>>> prepare)
    {
        await scene.ClearAsync();
        var send = await prepare(scene.World);
        scene.PassAMinute();
        return send;
    }

    private static Func<Task<Reply>> LogIn(World world)
    {
        var code = world.WxLogin();
        return () => world.LogInAsync(code, Nonce);
    }

    private static Func<World, Task<Func<Task<Reply>>>> OfRoute(string route) => async world =>
    {
        if (route == "POST /session/phone")
        {
            // The access_token has expired, so that its renewal is included.
            world.Pass(TimeSpan.FromHours(3));
        }

        var call = await ApiCall.ValidAsync(world, route);
        if (route == "POST /login")
        {
            call.Body!["nonce"] = Nonce;
        }

        return () => call.SendAsync(world);
    };
}
