using MiniLogin.Playground.Storage;

namespace MiniLogin.Playground.Console;

/// <summary>Serves the page, the recorded calls and the stored sessions.</summary>
internal static class ConsoleEndpoints
{
    private const int MaxRows = 100;

    public static void MapConsole(this IEndpointRouteBuilder routes)
    {
        ConsolePage.Map(routes);

        var playground = routes.MapGroup("/playground").AddEndpointFilter<SameOriginFilter>();
        playground.MapGet("/calls", Calls);
        playground.MapDelete("/calls", ClearCalls);
        playground.MapGet("/sessions", Sessions);
    }

    private static IResult Calls(CallLog log, string after = "0")
    {
        if (!long.TryParse(after, out var sequence))
        {
            return ConsoleProblem.Invalid("after", "Must be the sequence number of the last known call.");
        }

        var (first, last, calls) = log.After(sequence);
        return Results.Ok(new { first, last, calls });
    }

    private static IResult ClearCalls(CallLog log)
    {
        log.Clear();
        return Results.NoContent();
    }

    private static async Task<IResult> Sessions(ISessionRows rows, CancellationToken cancellationToken)
    {
        var (sessions, hasMore) = await rows.ListAsync(MaxRows, cancellationToken);
        return Results.Ok(new { sessions, hasMore });
    }
}
