using MiniLogin.Playground.WeChatSimulator;
using Simulator = MiniLogin.Playground.WeChatSimulator.WeChatSimulator;

namespace MiniLogin.Playground.Console;

/// <summary>The page, and what it does beside calling the product.</summary>
internal static class ConsoleEndpoints
{
    public static void MapConsole(this IEndpointRouteBuilder routes)
    {
        ConsolePage.Map(routes);

        var playground = routes.MapGroup("/playground").AddEndpointFilter<SameOriginFilter>();
        playground.MapGet("/state", State);
        playground.MapPost("/clock", AdvanceClock);
        playground.MapGet("/faults", (Simulator simulator) => simulator.Faults);
        playground.MapPut("/faults", SetFaults);
        playground.MapGet("/calls", Calls);
        playground.MapDelete("/calls", ClearCalls);

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

    private static IResult Calls(CallLog log, string after = "0")
    {
        if (!long.TryParse(after, out var sequence))
        {
            return ConsoleProblem.Invalid("after", "The sequence number of the last call that is known already.");
        }

        var (first, last, calls) = log.After(sequence);
        return Results.Ok(new { first, last, calls });
    }

    private static IResult ClearCalls(CallLog log)
    {
        log.Clear();
        return Results.NoContent();
    }
}
