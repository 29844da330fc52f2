using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using MiniLogin.Sessions;
using MiniLogin.Users;

namespace MiniLogin.Tests.Model;

/// <summary>
/// Runs random stories of two users, their phones, an operator, a failing store and a failing WeChat. At every step the product
/// must answer like the model and keep the <see cref="Invariants"/>. A failing story is shrunk before it is shown.
/// </summary>
[Slow]
public sealed class ModelTests
{
    private const int Length = 100;

    /// <summary>Every run takes other stories. The workflow sets the variable to take more of them.</summary>
    private static readonly int Steps = int.Parse(Environment.GetEnvironmentVariable("MINILOGIN_MODEL_STEPS") ?? "30000", CultureInfo.InvariantCulture);

    [Fact]
    public async Task The_product_in_memory_agrees_with_the_model()
    {
        var (tally, faults) = await RunStoriesAsync(Store.Memory, Steps);

        tally.Outcomes.Should().Contain(
        [
            "LogIn: 200", "LogIn: 400 app_unknown", "LogIn: 401 code_rejected", "LogIn: 403 user_blocked", "LogIn: 429 too_many_logins", "LogIn: 503 store_unavailable", "LogIn: 503 wechat_unavailable",
            "LogInTwice: 200", "Check: 200", "Check: 401 session_invalid", "Check: 503 store_unavailable", "Forge: 401 session_invalid", "ShowUser: 200", "ShowUser: 401 session_invalid",
            "ListSessions: 200", "LogOut: 204", "LogOut: 401 session_invalid", "LogOut: 503 store_unavailable", "EndOne: 204", "EndOne: 404 session_not_found", "EndAll: 204", "EndAll: 503 store_unavailable",
            "DeleteUser: 204", "DeleteUser: 401 code_rejected", "DeleteUser: 401 session_invalid", "DeleteUser: 503 store_unavailable", "DeleteUser: 503 wechat_unavailable",
        ]);
        var allFaults = from place in Enum.GetValues<Place>() where place != Place.WeChat from isDone in new[] { true, false } select $"{new Fault(place, isDone)}";
        faults.Struck.Select(f => $"{f}").Should().BeEquivalentTo(allFaults, "faults of WeChat are injected by the simulator and appear as wechat_unavailable");
    }

    [Fact]
    public Task The_product_on_DynamoDB_agrees_with_the_model() => RunStoriesAsync(Store.DynamoDB, steps: 3_000);

    private static async Task<(Tally Tally, FaultSwitch Faults)> RunStoriesAsync(Store store, int steps)
    {
        var clock = new StoryClock();
        var faults = new FaultSwitch();
        var tally = new Tally();
        var options = new MiniLoginOptions
        {
            SessionIdleHours = (int)ModelState.IdleLimit.TotalHours,
            SessionAbsoluteHours = (int)ModelState.AbsoluteLimit.TotalHours,
            LoginsPerUserAndMinute = ModelState.LoginsPerMinute,
            SessionsPerUser = ModelState.SessionsPerUser,
            LoginsPerSecond = 10_000,
        };
        await using var world = await World.StartAsync(store, options, services =>
        {
            services.AddSingleton<TimeProvider>(clock);
            FaultyStore<ISessionStore>.Add(services, faults);
            FaultyStore<IUserStore>.Add(services, faults);
            if (store == Store.Memory)
            {
                // The run would log a million lines.
                services.RemoveAll<ILoggerProvider>();
            }
        });
        var product = new Product(world, faults);
        var run = 0;

        Prop.ForAll(Stories.WithLength(Length), story =>
        {
            // Sessions and limits of earlier stories have expired by then.
            clock.MoveTo(clock.GetUtcNow().AddDays(2).Date);
            run += new StoryRun(world, clock, product, tally, story).RunAsync().GetAwaiter().GetResult();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(steps / Length).WithQuietOnSuccess(true));

        run.Should().Be(steps);
        TestContext.Current.TestOutputHelper!.WriteLine(tally.ToString());
        return (tally, faults);
    }
}
