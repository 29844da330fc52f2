using MiniLogin.Playground.Console;
using Simulator = MiniLogin.Playground.WeChatSimulator.WeChatSimulator;

namespace MiniLogin.Playground.DevTools;

/// <summary>Sets for whom DevTools logs in.</summary>
internal static class DevToolsEndpoints
{
    public static void MapDevTools(this IEndpointRouteBuilder routes)
    {
        var playground = routes.MapGroup("/playground").AddEndpointFilter<SameOriginFilter>();
        playground.MapGet("/devtools", (DevToolsCodes codes) => State(codes));
        playground.MapPut("/devtools", Set);
    }

    private static async Task<IResult> Set(HttpRequest request, DevToolsCodes codes, Simulator simulator)
    {
        var (body, problem) = await ConsoleJson.ReadAsync<DevToolsRequest>(request);
        if (problem is not null)
        {
            return problem;
        }

        if (body!.User is { } user)
        {
            if (!simulator.Users.TryFind(user, out _))
            {
                return ConsoleProblem.Invalid("user", "Unknown simulated user. GET /playground/state lists them.");
            }

            codes.User = user;
        }

        codes.AcceptsAllCodes = body.AcceptsAllCodes ?? codes.AcceptsAllCodes;
        return Results.Ok(State(codes));
    }

    private static object State(DevToolsCodes codes) => new { codes.User, codes.AcceptsAllCodes };
}

/// <summary>What is absent stays.</summary>
internal sealed record DevToolsRequest(string? User, bool? AcceptsAllCodes);
