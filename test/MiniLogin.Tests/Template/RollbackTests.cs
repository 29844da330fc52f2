using System.Text.RegularExpressions;
using MiniLogin.Tests.Contract;

namespace MiniLogin.Tests.Template;

/// <summary>No caller can make the alarms fire that roll back a release.</summary>
public sealed partial class RollbackTests
{
    private static readonly Deployment Prod = Deployment.With(("Stage", "prod"));

    /// <summary>The metrics from the log that the rollback alarms watch, except that of successful logins. The newest version is 2.</summary>
    private static readonly IReadOnlyDictionary<string, FilterPattern> Watched = Prod.OfType("AWS::Logs::MetricFilter")
        .Where(filter => Alarms.SelectMany(alarm => Template.Metric.OfAlarm(Prod.Properties(alarm))).Any(metric => $"{metric.Name}Filter" == filter && metric.Name != "ReleaseSucceeded"))
        .ToDictionary(filter => filter, filter => new FilterPattern(Prod.Properties(filter)["FilterPattern"]!.GetValue<string>(), newestVersion: 2));

    private static string[] Alarms => ["FunctionErrors", "ReleaseFailures"];

    [Fact]
    public async Task A_flood_of_requests_counts_in_no_metric_that_rolls_back_a_release()
    {
        Watched.Keys.Should().BeEquivalentTo("ReleaseFailedFilter", "InternalErrorsFilter");
        await using var world = await World.StartAsync(Store.Memory, new() { LoginsPerUserAndMinute = 2 });
        string[] routes = ["POST /login", "GET /user/export", "DELETE /user", "POST /session/phone"];
        var calls = new List<ApiCall>();
        foreach (var route in routes)
        {
            world.Pass(TimeSpan.FromMinutes(1));
            calls.Add(await ApiCall.ValidAsync(world, route));
        }

        var before = world.Logs.Lines.Count;
        for (var i = 0; i < 20; i++)
        {
            await world.LogInAsync(world.WxLogin());
            foreach (var call in calls)
            {
                call.SetCode($"0anobodysCode{i * 2 / 3}");
                await call.SendAsync(world);
            }

            await world.ShowSessionAsync("abcdefghijklmnop.wrong");
            await world.LogInAsync("");
        }

        // The flood has used up WeChat's quota. Nor may this app ask for phone numbers.
        world.Pass(TimeSpan.FromMinutes(2));
        world.WeChat.Faults = new() { Quota = true, CallErrCode = 48001 };
        foreach (var call in calls)
        {
            call.SetCode("0anobodysCode");
            await call.SendAsync(world);
        }

        var logged = world.Logs.Lines.Skip(before).Select(line => LinePattern().Match(line)).Where(m => m.Success).Select(m => (Name: m.Groups["name"].Value, Event: m.Groups["event"].Value)).Distinct().ToList();
        logged.Select(line => line.Event).Should().Contain([LogEvents.CodeRejected, LogEvents.TooManyCodes, LogEvents.TooManyLogins, LogEvents.RequestInvalid, LogEvents.WeChatQuota, LogEvents.AppMisconfigured]);
        foreach (var (name, happened) in logged)
        {
            Watched.Where(filter => filter.Value.Matches($$"""{"function":"Login:2","name":"{{name}}","event":"{{happened}}"}""")).Should().BeEmpty("{0} of {1} is caused by the caller", happened, name);
        }
    }

    [GeneratedRegex("^[A-Za-z]+ (?<name>[A-Za-z.]+) .* Event=(?<event>[a-z_]+)", RegexOptions.Singleline)]
    private static partial Regex LinePattern();
}
