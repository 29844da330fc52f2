using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using MiniLogin.Tests.Secrets;

namespace MiniLogin.Tests.Fuzzing;

/// <summary>
/// Corrupts events and answers of WeChat. Every answer must be documented, and memory use proportional to the input.
/// Runs for 10 seconds or MINILOGIN_FUZZ_SECONDS. MINILOGIN_FUZZ_SEED repeats a seed that failed.
/// </summary>
[Slow]
public sealed class FuzzTests(ITestOutputHelper output)
{
    /// <summary>Bytes that a call may allocate: a constant, and an amount per input byte.</summary>
    private const long Allowed = 128 * 1024;
    private const long AllowedForEach = 100;

    private const int WarmUp = 1000;

    /// <summary>An in-memory store grows by copying its tables, which one call in a few thousand pays for. A new world avoids that.</summary>
    private const int EventsOfAWorld = 2000;

    private readonly SortedDictionary<string, int> _answers = new(StringComparer.Ordinal);
    private long _measured;
    private double _most;

    [Fact]
    public async Task Malformed_events_and_WeChat_answers_give_documented_answers()
    {
        // One-time allocations must not be counted, so the same events always run first.
        await TryAsync(Enumerable.Range(0, WarmUp), measured: false);
        var first = Setting("MINILOGIN_FUZZ_SEED") ?? Environment.TickCount & 0x7fff_ffff;
        var limit = TimeSpan.FromSeconds(Setting("MINILOGIN_FUZZ_SECONDS") ?? 10);
        var watch = Stopwatch.StartNew();
        var tried = 0;
        while (watch.Elapsed < limit)
        {
            tried += await TryAsync(Enumerable.Range(first + tried, EventsOfAWorld).TakeWhile(_ => watch.Elapsed < limit), measured: true);
        }

        output.WriteLine($"{tried} events from seed {first}; {_measured} measured, at most {_most:0} bytes allocated for each that came in; answers: {string.Join(", ", _answers.Select(a => $"{a.Key} {a.Value}"))}");
        _answers.Keys.Should().Contain(["200", "400 request_invalid", "401 session_invalid"]);
        _measured.Should().BePositive();
    }

    private async Task<int> TryAsync(IEnumerable<int> seeds, bool measured)
    {
        await using var world = await FuzzedWorld.StartAsync();
        var tried = 0;
        foreach (var seed in seeds)
        {
            if (tried++ % 20 == 0)
            {
                await world.RenewAsync();
            }

            await TryAsync(world, seed, measured);
        }

        return tried;
    }

    private async Task TryAsync(FuzzedWorld world, int seed, bool measured)
    {
        SecretWatch.ReadsCorruptedText = true;
        var request = world.Request(seed);
        var what = $"MINILOGIN_FUZZ_SEED={seed}: {FuzzedEvents.Describe(request)}";
        var (response, allocated) = await world.InvokeAsync(request);
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
            var limit = Allowed + (AllowedForEach * size);
            // A pool of buffers that was trimmed meanwhile is filled by one call. What the event itself makes a call allocate, it does again.
            (bytes < limit ? bytes : await MeasureAgainAsync(seed)).Should().BeLessThan(limit, what);
        }
    }

    /// <summary>What the event makes a call allocate in another world; 0 if that call waited for WeChat.</summary>
    private static async Task<long> MeasureAgainAsync(int seed)
    {
        await using var world = await FuzzedWorld.StartAsync();
        await world.RenewAsync();
        foreach (var other in Enumerable.Range(0, 20))
        {
            await world.InvokeAsync(world.Request(other));
        }

        await world.RenewAsync();
        return (await world.InvokeAsync(world.Request(seed))).Allocated ?? 0;
    }

    private static int? Setting(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
