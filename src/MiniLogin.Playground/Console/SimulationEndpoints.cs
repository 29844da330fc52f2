using MiniLogin.Playground.WeChatSimulator;
using Simulator = MiniLogin.Playground.WeChatSimulator.WeChatSimulator;

namespace MiniLogin.Playground.Console;

/// <summary>What can be done to the simulated world: its clock, its WeChat, its phones.</summary>
internal static class SimulationEndpoints
{
    public static void MapSimulation(this IEndpointRouteBuilder routes)
    {
        var playground = routes.MapGroup("/playground").AddEndpointFilter<SameOriginFilter>();
        playground.MapGet("/state", State);
        playground.MapPost("/clock", AdvanceClock);
        playground.MapGet("/faults", (Simulator simulator) => simulator.Faults);
        playground.MapPut("/faults", SetFaults);
        playground.MapGet("/session-keys", SessionKeys);

        var phone = playground.MapGroup("/wx");
        phone.MapPost("/login", (HttpRequest request, Simulator simulator, ConsoleInfo info) =>
            OnPhone(request, simulator, user => new { Code = simulator.Login(info.AppId, user) }));
        phone.MapPost("/user-info", (HttpRequest request, Simulator simulator, ConsoleInfo info) =>
            OnPhone(request, simulator, user => simulator.GetUserInfo(info.AppId, user)));
        phone.MapPost("/phone-code", (HttpRequest request, Simulator simulator, ConsoleInfo info) =>
            OnPhone(request, simulator, user => new { Code = simulator.GetPhoneNumberCode(info.AppId, user) }));
    }

    private static object State(ConsoleInfo info, PlaygroundClock clock, Simulator simulator) => new
    {
        Now = clock.GetUtcNow(),
        ClockOffsetSeconds = clock.Offset.TotalSeconds,
        info.AppId,
        info.Storage,
        info.WeChat,
        Users = simulator.Users.ToList().Select(user => new
        {
            user.Name,
            user.NickName,
            user.Avatar,
            user.AvatarUrl,
            OpenId = WeChatIds.OpenId(info.AppId, user.Name),
            user.HasUnionId,
            user.Blocked,
        }),
        simulator.Faults,
    };

    // WeChat gives these to the server alone: who has them can look for them where they must not be.
    private static IEnumerable<object> SessionKeys(ConsoleInfo info, Simulator simulator) => simulator.Users.ToList().Select(user => new
    {
        User = user.Name,
        SessionKey = simulator.SessionKeys.Find(info.AppId, WeChatIds.OpenId(info.AppId, user.Name)),
    });

    private static async Task<IResult> OnPhone(HttpRequest request, Simulator simulator, Func<string, object> call)
    {
        var (body, problem) = await ConsoleJson.ReadAsync<UserRequest>(request);
        return problem
            ?? (simulator.Users.TryFind(body!.User, out var user)
                ? Results.Json(call(user.Name), WeChatAnswer.JsonOptions)
                : ConsoleProblem.Invalid("user", "There is no simulated user of this name."));
    }

    private static async Task<IResult> AdvanceClock(HttpRequest request, PlaygroundClock clock)
    {
        var (body, problem) = await ConsoleJson.ReadAsync<ClockRequest>(request);
        if (problem is not null)
        {
            return problem;
        }

        if (body!.AdvanceSeconds is not { } seconds || seconds < 0 || seconds > PlaygroundClock.MaxStep.TotalSeconds)
        {
            return ConsoleProblem.Invalid("advanceSeconds", "A number from 0 to 34,560,000 (400 days): the clock only goes forward.");
        }

        clock.Advance(TimeSpan.FromSeconds(seconds));
        return Results.Ok(new { Now = clock.GetUtcNow(), ClockOffsetSeconds = clock.Offset.TotalSeconds });
    }

    private static async Task<IResult> SetFaults(HttpRequest request, Simulator simulator)
    {
        var (faults, problem) = await ConsoleJson.ReadAsync<Faults>(request);
        if (problem is not null)
        {
            return problem;
        }

        if (faults!.Delay < TimeSpan.Zero || faults.Delay > Faults.MaxDelay)
        {
            return ConsoleProblem.Invalid("delaySeconds", "A number from 0 to 60.");
        }

        if (faults.BusyTimes is < 0 or > 1000)
        {
            return ConsoleProblem.Invalid("busyTimes", "A number from 0 to 1000.");
        }

        simulator.Faults = faults;
        return Results.Ok(faults);
    }
}
