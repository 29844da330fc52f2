namespace MiniLogin.Playground.Console;

internal static class ConsoleProblem
{
    public static IResult Invalid(string field, string detail) => Results.Problem(
        detail, statusCode: StatusCodes.Status400BadRequest, title: "The request is not valid.",
        extensions: new Dictionary<string, object?> { ["code"] = "request_invalid", ["field"] = field });

    public static IResult Foreign() => Results.Problem(
        "Only the console's own page may do this.", statusCode: StatusCodes.Status403Forbidden, title: "The request comes from another site.",
        extensions: new Dictionary<string, object?> { ["code"] = "cross_site" });

    public static IResult NoEvent(IEnumerable<string> names) => Results.Problem(
        $"The events are {string.Join(", ", names)}.", statusCode: StatusCodes.Status404NotFound, title: "There is no such event.",
        extensions: new Dictionary<string, object?> { ["code"] = "event_unknown" });

    public static IResult NoSession() => Results.Problem(
        "Look at the log of the Playground, and at the faults that are switched on.", statusCode: StatusCodes.Status409Conflict, title: "The login for this event failed.",
        extensions: new Dictionary<string, object?> { ["code"] = "login_failed" });
}
