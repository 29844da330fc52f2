using MiniLogin.Playground.Console;
using Simulator = MiniLogin.Playground.WeChatSimulator.WeChatSimulator;

namespace MiniLogin.Playground.Events;

/// <summary>GET /playground/events/{name}: returns an event for <c>sam local invoke -e -</c>.</summary>
internal static class EventEndpoints
{
    private const string DefaultUser = "lilei";

    public static void MapSampleEvents(this IEndpointRouteBuilder routes) => routes.MapGet("/playground/events/{name}", GetAsync);

    private static async Task<IResult> GetAsync(string name, HttpContext http, SampleEvents events, Simulator simulator, string user = DefaultUser)
    {
        if (SameOriginFilter.IsForeign(http.Request))
        {
            // A GET, so that curl needs no options. It must still be protected, because it may log in.
            return ConsoleProblem.Foreign();
        }

        if (!SampleEvents.Names.Contains(name))
        {
            return ConsoleProblem.NoEvent(SampleEvents.Names);
        }

        if (!simulator.Users.TryFind(user, out _))
        {
            return ConsoleProblem.Invalid("user", "Unknown simulated user. GET /playground/state lists them.");
        }

        http.Response.Headers.CacheControl = "no-store";
        return await events.FillAsync(name, user, http.RequestAborted) is { } text ? Results.Text(text, "application/json") : ConsoleProblem.NoSession();
    }
}
