using System.Reflection;
using System.Text;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Functions;
using MiniLogin.Playground.Gateway;
using MiniLogin.Tests.Events;
using MiniLogin.Tests.Failures;

namespace MiniLogin.Tests.Fuzzing;

/// <summary>Calls the functions without HTTP, with a WeChat whose answers can be corrupted.</summary>
internal sealed class FuzzedWorld : IAsyncDisposable
{
    private static readonly Dictionary<string, MethodInfo> Functions = typeof(Startup).Assembly.GetTypes().SelectMany(t => t.GetMethods())
        .Where(m => m.GetCustomAttribute<LambdaFunctionAttribute>() is not null && m.GetCustomAttribute<HttpApiAttribute>() is not null)
        .ToDictionary(m => $"{m.GetCustomAttribute<HttpApiAttribute>()!.Method.ToString().ToUpperInvariant()} {m.GetCustomAttribute<HttpApiAttribute>()!.Template}", StringComparer.Ordinal);

    private static readonly List<string> Files = [.. EventTests.Files.Select(row => row.Data.Item1).Where(f => f != "authorize")];

    private readonly WeChatRelay _relay;
    private readonly World _world;
    private readonly Dictionary<Type, object> _instances;
    private (string From, string To)[] _good = [];

    private FuzzedWorld(WeChatRelay relay, World world)
    {
        _relay = relay;
        _world = world;
        _instances = Functions.Values.Select(m => m.DeclaringType!).Distinct().ToDictionary(type => type, type => ActivatorUtilities.CreateInstance(world.Services, type));
    }

    public static async Task<FuzzedWorld> StartAsync()
    {
        var relay = new WeChatRelay();
        // Few sessions per user, because the cost of listing or ending all grows with their number.
        var world = await World.StartAsync(Store.Memory, new() { LoginsPerUserAndMinute = 1000, SessionsPerUser = 5 }, weChat: relay.Url);
        relay.Target = world.Http.BaseAddress;
        return new(relay, world);
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        await _relay.DisposeAsync();
    }

    /// <summary>Moves the clock by a minute and creates a new session and picture, which earlier events may have ended.</summary>
    public async Task RenewAsync()
    {
        _relay.Send = null;
        _world.Pass(TimeSpan.FromMinutes(1));
        _good = await EventTests.GoodAsync(_world);
    }

    /// <summary>A request corrupted with this seed. In half of the cases the answer of WeChat is corrupted, too.</summary>
    public APIGatewayHttpApiV2ProxyRequest Request(int seed)
    {
        var mutation = new Mutation(seed);
        var request = FuzzedEvents.Read(mutation.Pick(Files), [(_good[0].From, _world.WxLogin(mutation.Pick(["lilei", "meimei", "ajie"]))), .. _good.Skip(1)]);
        FuzzedEvents.Corrupt(request, mutation);
        _relay.Send = mutation.Chance(2) ? null : async (http, text) =>
        {
            var corrupted = mutation.Corrupt(Encoding.UTF8.GetBytes(text));
            await http.Response.Body.WriteAsync(corrupted, http.RequestAborted);
        };
        return request;
    }

    /// <summary>The answer, and the bytes that this thread allocated; null if the call waited for WeChat.</summary>
    public async Task<(APIGatewayHttpApiV2ProxyResponse Response, long? Allocated)> InvokeAsync(APIGatewayHttpApiV2ProxyRequest request)
    {
        var method = Functions[request.RouteKey];
        var context = new LocalLambdaContext("fuzz", "request", _world.Services.GetRequiredService<TimeProvider>());
        object?[] arguments = [.. method.GetParameters().Select(p => p.ParameterType == typeof(APIGatewayHttpApiV2ProxyRequest) ? request
            : p.ParameterType == typeof(ILambdaContext) ? context
            : (object?)(request.PathParameters?.TryGetValue(p.Name!, out var value) == true ? value : ""))];
        var before = GC.GetAllocatedBytesForCurrentThread();
        var task = (Task<APIGatewayHttpApiV2ProxyResponse>)method.Invoke(_instances[method.DeclaringType!], arguments)!;
        long? allocated = task.IsCompleted ? GC.GetAllocatedBytesForCurrentThread() - before : null;
        return (await task, allocated);
    }
}
