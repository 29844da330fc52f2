using MiniLogin.Apps;
using MiniLogin.Playground.WeChatSimulator;
using Simulator = MiniLogin.Playground.WeChatSimulator.WeChatSimulator;

namespace MiniLogin.Playground.Console;

/// <summary>Controls the simulation: its clock, the faults of WeChat, and the wx.* calls of its phones.</summary>
internal static class SimulationEndpoints
{
    public static void MapSimulation(this IEndpointRouteBuilder routes)
    {
        var playground = routes.MapGroup("/playground").AddEndpointFilter<SameOriginFilter>();
        playground.MapGet("/state", State);
        playground.MapPost("/clock", AdvanceClock);
        playground.MapGet("/faults", (Simulator simulator) => simulator.Faults);
        playground.MapPut("/faults", SetFaults);
        playground.MapPut("/user", Rename);
        playground.MapGet("/session-keys", SessionKeys);

        var component = playground.MapGroup("/component");
        component.MapPost("/ticket", (ComponentPush push, CancellationToken cancellationToken) => Pushed(push.SendTicketAsync(cancellationToken)));
        component.MapPost("/authorize", (ComponentPush push, CancellationToken cancellationToken) => Authorize(push, cancellationToken));
        component.MapPost("/deauthorize", (ComponentPush push, CancellationToken cancellationToken) => Pushed(push.DeauthorizeAsync(PlaygroundSettings.MerchantAppId, cancellationToken)));

        MapPhone(playground.MapGroup("/wx"), info => info.AppId);
        MapPhone(playground.MapGroup("/wx/merchant"), _ => PlaygroundSettings.MerchantAppId);
    }

    /// <summary>The wx.* calls of a phone in one mini program.</summary>
    private static void MapPhone(RouteGroupBuilder phone, Func<ConsoleInfo, string> appIdOf)
    {
        phone.MapPost("/login", (HttpRequest request, Simulator simulator, ConsoleInfo info) =>
            OnPhone(request, simulator, user => new { Code = simulator.Login(appIdOf(info), user) }));
        phone.MapPost("/qy-login", (HttpRequest request, Simulator simulator, ConsoleInfo info) =>
            OnPhone(request, simulator, user => new { Code = simulator.QyLogin(AppId.Parse(PlaygroundSettings.WeComAppId).CorpId!, appIdOf(info), user) }));
        phone.MapPost("/user-info", (HttpRequest request, Simulator simulator, ConsoleInfo info) =>
            OnPhone(request, simulator, user => simulator.GetUserInfo(appIdOf(info), user)));
        phone.MapPost("/phone-code", (HttpRequest request, Simulator simulator, ConsoleInfo info) =>
            OnPhone(request, simulator, user => PhoneDetail(simulator, appIdOf(info), user)));
    }

    /// <summary>WeChat has pushed a ticket before, so that the platform can redeem the authorization_code.</summary>
    private static async Task<IResult> Authorize(ComponentPush push, CancellationToken cancellationToken)
    {
        await push.SendTicketAsync(cancellationToken);
        return await Pushed(push.AuthorizeAsync(PlaygroundSettings.MerchantAppId, PlaygroundSettings.MerchantName, cancellationToken));
    }

    private static async Task<IResult> Pushed(Task<int> push) => Results.Ok(new { Status = await push });

    /// <summary>The detail of the event getphonenumber.</summary>
    private static object PhoneDetail(Simulator simulator, string appId, string user)
    {
        var (encryptedData, iv) = simulator.GetPhoneNumber(appId, user);
        return new { Code = simulator.GetPhoneNumberCode(appId, user), EncryptedData = encryptedData, Iv = iv };
    }

    private static object State(ConsoleInfo info, MiniLoginOptions options, PlaygroundClock clock, Simulator simulator) => new
    {
        Now = clock.GetUtcNow(),
        ClockOffsetSeconds = clock.Offset.TotalSeconds,
        info.AppId,
        info.WeComAppId,
        info.MerchantAppId,
        IsAuthorized = simulator.Component.Find(info.MerchantAppId) is not null,
        info.Storage,
        info.WeChat,
        OperatorCommand = OperatorCommand.Write(options),
        Users = simulator.Users.ToList().Select(user => new
        {
            user.Name,
            user.NickName,
            user.Avatar,
            user.AvatarUrl,
            OpenId = WeChatIds.OpenId(info.AppId, user.Name),
            MerchantOpenId = WeChatIds.OpenId(PlaygroundSettings.MerchantAppId, user.Name),
            user.HasUnionId,
            user.Blocked,
        }),
        simulator.Faults,
    };

    // WeChat gives these only to servers. Tests use them to check that they appear nowhere else.
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
                : UnknownUser());
    }

    private static async Task<IResult> Rename(HttpRequest request, Simulator simulator)
    {
        var (body, problem) = await ConsoleJson.ReadAsync<NameRequest>(request);
        return problem
            ?? (!body!.IsValid ? ConsoleProblem.Invalid("nickName", $"Must have 1 to {NameRequest.MaxLength} characters, without control characters.")
                : simulator.Users.Rename(body.User, body.Trimmed) ? Results.NoContent()
                : UnknownUser());
    }

    private static IResult UnknownUser() => ConsoleProblem.Invalid("user", "Unknown simulated user. GET /playground/state lists them.");

    private static async Task<IResult> AdvanceClock(HttpRequest request, PlaygroundClock clock)
    {
        var (body, problem) = await ConsoleJson.ReadAsync<ClockRequest>(request);
        if (problem is not null)
        {
            return problem;
        }

        if (body!.AdvanceSeconds is not { } seconds || seconds < 0 || seconds > PlaygroundClock.MaxStep.TotalSeconds)
        {
            return ConsoleProblem.Invalid("advanceSeconds", "Must be from 0 to 34,560,000 (400 days). The clock cannot go back.");
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
            return ConsoleProblem.Invalid("delaySeconds", "Must be from 0 to 60.");
        }

        if (faults.BusyTimes is < 0 or > 1000)
        {
            return ConsoleProblem.Invalid("busyTimes", "Must be from 0 to 1000.");
        }

        simulator.Faults = faults;
        return Results.Ok(faults);
    }
}
