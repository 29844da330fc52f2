using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using MiniLogin.Apps;
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
    private static readonly int Steps = int.Parse(Environment.GetEnvironmentVariable("MINILOGIN_MODEL_STEPS") ?? "50000", CultureInfo.InvariantCulture);

    [Fact]
    public async Task The_product_in_memory_agrees_with_the_model()
    {
        var tally = await RunStoriesAsync(Store.Memory, Steps, EveryDisturbance());

        tally.Outcomes.Should().Contain(
        [
            "LogIn: 200", "LogIn: 400 app_unknown", "LogIn: 401 code_rejected", "LogIn: 403 user_blocked", "LogIn: 429 too_many_logins", "LogIn: 503 store_unavailable", "LogIn: 503 wechat_unavailable",
            "LogInTwice: 200", "Check: 200", "Check: 401 session_invalid", "Check: 503 store_unavailable", "Forge: 401 session_invalid", "ShowUser: 200", "ShowUser: 401 session_invalid",
            "ListSessions: 200", "LogOut: 204", "LogOut: 401 session_invalid", "LogOut: 503 store_unavailable", "EndOne: 204", "EndOne: 404 session_not_found", "EndAll: 204", "EndAll: 503 store_unavailable",
            "DeleteUser: 204", "DeleteUser: 401 code_rejected", "DeleteUser: 401 session_invalid", "DeleteUser: 503 store_unavailable", "DeleteUser: 503 wechat_unavailable",
        ]);
    }

    [Fact]
    public Task The_product_on_DynamoDB_agrees_with_the_model() => RunStoriesAsync(Store.DynamoDB, Steps / 10, []);

    /// <summary>Every fault of the stores, and the interruptions of a login, a deletion and a check. WeChat's faults are injected by the simulator.</summary>
    private static IEnumerable<Disturbance> EveryDisturbance() =>
    [
        .. from place in Enum.GetValues<Place>() where place != Place.WeChat from isDone in new[] { true, false } select new Fault(place, isDone),
        .. from what in Enum.GetValues<Event>()
           from at in new[] { (Place.RecordLogin, true), (Place.RecordLogin, false), (Place.CreateSession, true), (Place.DeleteUser, true), (Place.DeleteUser, false), (Place.RecordDeletion, true), (Place.ReadUser, true), (Place.Extend, false) }
           select new Interruption(at.Item1, at.Item2, what),
    ];

    /// <summary>Tells so many steps of stories, then stories with the expected disturbances that have not happened, for at most as many steps.</summary>
    private static async Task<Tally> RunStoriesAsync(Store store, int steps, IEnumerable<Disturbance> expected)
    {
        var clock = new StoryClock();
        var trouble = new Trouble();
        var tally = new Tally();
        var options = new MiniLoginOptions
        {
            SessionIdleHours = (int)ModelState.IdleLimit.TotalHours,
            SessionAbsoluteHours = (int)ModelState.AbsoluteLimit.TotalHours,
            LoginsPerUserAndMinute = ModelState.LoginsPerMinute,
            SessionsPerUser = ModelState.SessionsPerUser,
        };
        await using var world = await World.StartAsync(store, options, services =>
        {
            services.AddSingleton<TimeProvider>(clock);
            FaultyStore<ISessionStore>.Add(services, trouble);
            FaultyStore<IUserStore>.Add(services, trouble);
            FaultyStore<IDeletionStore>.Add(services, trouble);

            // The run would log a million lines.
            services.RemoveAll<ILoggerProvider>();
        });
        await using var second = await World.StartAsync(store, options, services =>
        {
            services.AddSingleton<TimeProvider>(new ClockAhead(clock, ModelState.Skew));
            services.AddSingleton<IAppRegistry>(world.Apps);
            services.AddSingleton(world.Services.GetRequiredService<ISessionStore>());
            services.AddSingleton(world.Services.GetRequiredService<IUserStore>());
            services.AddSingleton(world.Services.GetRequiredService<IDeletionStore>());
            services.RemoveAll<ILoggerProvider>();
        }, beside: world);
        var product = new Product(world, second, trouble);
        var run = 0;
        Tell(Stories.WithLength(Length), steps / Length);
        while (Missing() is { Count: > 0 } missing && run < 2 * steps)
        {
            Tell(Stories.WithLength(Length, missing), 10);
        }

        Missing().Should().BeEmpty("each of them happens in some story");
        TestContext.Current.TestOutputHelper!.WriteLine($"{run} steps\n{tally}");
        return tally;

        IReadOnlyList<Disturbance> Missing() => [.. expected.ExceptBy(trouble.Faults.Struck, d => $"{d}")];

        void Tell(Arbitrary<Story> stories, int count) => Prop.ForAll(stories, story =>
        {
            // Sessions and limits of earlier stories have expired by then.
            clock.MoveTo(clock.GetUtcNow().AddDays(2).Date);
            run += new StoryRun(world, clock, product, tally, story).RunAsync().GetAwaiter().GetResult();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(count).WithQuietOnSuccess(true));
    }
}
