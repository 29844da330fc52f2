using System.Text.Json.Nodes;
using Amazon.Lambda.APIGatewayEvents;
using Microsoft.Extensions.Logging.Abstractions;
using MiniLogin.Functions.Pipeline;
using MiniLogin.Playground.Gateway;

namespace MiniLogin.Tests.Events;

/// <summary>A function has 10 s. It cancels its work half a second earlier, so that it can still answer.</summary>
public sealed class TimeLimitTests
{
    [Theory]
    [InlineData(0, 9500)]
    [InlineData(3000, 6500)]
    [InlineData(9499, 1)]
    public async Task A_call_is_cancelled_half_a_second_before_the_function_times_out(int passed, int left)
    {
        var clock = new TimerWatch();
        var context = new LocalLambdaContext("function", "request", clock);
        clock.Pass(TimeSpan.FromMilliseconds(passed));

        var answer = await new RequestPipeline(NullLogger<RequestPipeline>.Instance, null!, new(), clock).RunAsync(new(), context, (call, _) => Task.FromResult(call.Format.Done()));

        answer.StatusCode.Should().Be(204);
        clock.Timers.Should().Equal(TimeSpan.FromMilliseconds(left));
    }

    [Theory]
    [InlineData(9500)]
    [InlineData(9900)]
    [InlineData(11_000)]
    public async Task A_call_with_no_time_left_gets_503(int passed)
    {
        var clock = new TimerWatch();
        var context = new LocalLambdaContext("function", "request", clock);
        clock.Pass(TimeSpan.FromMilliseconds(passed));

        var answer = await new RequestPipeline(NullLogger<RequestPipeline>.Instance, null!, new(), clock).RunAsync(new(), context, NeverAsync);

        answer.StatusCode.Should().Be(503);
        JsonNode.Parse(answer.Body)!["code"]!.GetValue<string>().Should().Be("store_unavailable");
    }

    private static async Task<APIGatewayHttpApiV2ProxyResponse> NeverAsync(ApiCall call, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return call.Format.Done();
    }

    /// <summary>A clock that stands still and records the timers that were set.</summary>
    private sealed class TimerWatch : TimeProvider
    {
        private long _timestamp;

        public List<TimeSpan> Timers { get; } = [];

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _timestamp;

        public void Pass(TimeSpan time) => _timestamp += time.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Timers.Add(dueTime);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
