using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Functions;
using MiniLogin.Playground.Gateway;
using MiniLogin.Tests.Events;
using MiniLogin.Tests.Failures;
using MiniLogin.Tests.Secrets;

namespace MiniLogin.Tests.Fuzzing;

/// <summary>
/// Whatever comes in, and whatever WeChat answers: a row of the error table, and memory in proportion to what came.
/// Ten seconds; as many as MINILOGIN_FUZZ_SECONDS says. MINILOGIN_FUZZ_SEED tries a seed that failed.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    /// <summary>What a call may allocate: so much, and so much for each byte that came in.</summary>
    private const long Allowed = 128 * 1024;
    private const long AllowedForEach = 100;

    private const int WarmUp = 1000;

    private readonly SortedDictionary<string, int> _answers = new(StringComparer.Ordinal);
    private long _measured;
    private double _most;

    [Fact]
    public async Task Every_event_and_every_answer_of_WeChat_is_answered_by_the_error_table()
    {
        await using var relay = new WeChatRelay();
        // Few sessions of a user: to end or list all costs as much as there are.
        await using var world = await World.StartAsync(Store.Memory, new() { LoginsPerUserAndMinute = 1000, LoginsPerSecond = 10_000, SessionsPerUser = 5 }, weChat: relay.Url);
        relay.Target = world.Http.BaseAddress;
        var files = EventTests.Files.Select(row => row.Data.Item1).Where(f => f != "authorize").ToList();
        var functions = typeof(Startup).Assembly.GetTypes().SelectMany(t => t.GetMethods()).Where(m => m.GetCustomAttribute<LambdaFunctionAttribute>() is not null && m.GetCustomAttribute<HttpApiAttribute>() is not null)
            .ToDictionary(m => $"{m.GetCustomAttribute<HttpApiAttribute>()!.Method.ToString().ToUpperInvariant()} {m.GetCustomAttribute<HttpApiAttribute>()!.Template}", m => (Method: m, Instance: ActivatorUtilities.CreateInstance(world.Services, m.DeclaringType!)), StringComparer.Ordinal);
        var good = await EventTests.GoodAsync(world);
        // So that what is made once, at the first call of its kind, is not counted: always the same ones.
        for (var seed = 0; seed < WarmUp; seed++)
        {
            await TryAsync(world, relay, functions, files, good, seed, measured: false);
        }

        var first = Setting("MINILOGIN_FUZZ_SEED") ?? Environment.TickCount & 0x7fff_ffff;
        var limit = TimeSpan.FromSeconds(Setting("MINILOGIN_FUZZ_SECONDS") ?? 10);
        var watch = Stopwatch.StartNew();
        var tried = 0;
        for (; watch.Elapsed < limit; tried++)
        {
            if (tried % 20 == 0)
            {
                relay.Send = null;
                world.Pass(TimeSpan.FromMinutes(1));
                good = await EventTests.GoodAsync(world);
            }

            await TryAsync(world, relay, functions, files, good, first + tried, measured: true);
        }

        output.WriteLine($"{tried} events from seed {first}; {_measured} measured, at most {_most:0} bytes allocated for each that came in; answers: {string.Join(", ", _answers.Select(a => $"{a.Key} {a.Value}"))}");
        _answers.Keys.Should().Contain(["200", "400 request_invalid", "401 session_invalid"]);
        _measured.Should().BePositive();
    }

    private async Task TryAsync(World world, WeChatRelay relay, Dictionary<string, (MethodInfo Method, object Instance)> functions, List<string> files, (string From, string To)[] good, int seed, bool measured)
    {
        SecretWatch.ReadsSpoiledText = true;
        var mutation = new Mutation(seed);
        var request = FuzzedEvents.Read(mutation.Of(files), [(good[0].From, world.WxLogin(mutation.Of(["lilei", "meimei", "ajie"]))), .. good.Skip(1)]);
        FuzzedEvents.Spoil(request, mutation);
        relay.Send = mutation.Chance(2) ? null : async (http, text) =>
        {
            var spoiled = mutation.Spoil(Encoding.UTF8.GetBytes(text));
            await http.Response.Body.WriteAsync(spoiled, http.RequestAborted);
        };

        var what = $"MINILOGIN_FUZZ_SEED={seed}: {FuzzedEvents.Tell(request)}";
        var (response, allocated) = await InvokeAsync(world, functions, request);
        var isText = response.Body is { Length: > 0 } && !response.IsBase64Encoded;
        var code = isText && response.StatusCode >= 400 ? (JsonNode.Parse(response.Body)!["code"]?.ToString() ?? "") : "";
        response.StatusCode.Should().BeInRange(200, 503, what);
        (response.StatusCode == 500 && code != "app_misconfigured").Should().BeFalse("{0} is answered {1}", what, response.Body);
        var answer = $"{response.StatusCode} {code}".TrimEnd();
        _answers[answer] = _answers.GetValueOrDefault(answer) + 1;
        if (measured && allocated is { } bytes)
        {
            var size = FuzzedEvents.SizeOf(request);
            _measured++;
            _most = Math.Max(_most, (double)bytes / Math.Max(size, 1024));
            if (bytes >= Allowed + (AllowedForEach * size))
            {
                // A table in memory that has grown is copied, now and then: not the second time.
                bytes = (await InvokeAsync(world, functions, request)).Allocated ?? 0;
            }

            bytes.Should().BeLessThan(Allowed + (AllowedForEach * size), what);
        }
    }

    /// <summary>The answer, and what this thread has allocated for it, unless it had to wait for WeChat.</summary>
    private static async Task<(APIGatewayHttpApiV2ProxyResponse Response, long? Allocated)> InvokeAsync(World world, Dictionary<string, (MethodInfo Method, object Instance)> functions, APIGatewayHttpApiV2ProxyRequest request)
    {
        var (method, instance) = functions[request.RouteKey];
        var context = new LocalLambdaContext("fuzz", "request", world.Services.GetRequiredService<TimeProvider>());
        object?[] arguments = [.. method.GetParameters().Select(p => p.ParameterType == typeof(APIGatewayHttpApiV2ProxyRequest) ? request
            : p.ParameterType == typeof(ILambdaContext) ? context
            : (object?)(request.PathParameters?.TryGetValue(p.Name!, out var value) == true ? value : ""))];
        var before = GC.GetAllocatedBytesForCurrentThread();
        var task = (Task<APIGatewayHttpApiV2ProxyResponse>)method.Invoke(instance, arguments)!;
        long? allocated = task.IsCompleted ? GC.GetAllocatedBytesForCurrentThread() - before : null;
        return (await task, allocated);
    }

    private static int? Setting(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
