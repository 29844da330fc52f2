namespace MiniLogin.Playground.Console;

internal static class ConsoleProblem
{
    public static IResult Invalid(string field, string detail) => Results.Problem(
        detail, statusCode: StatusCodes.Status400BadRequest, title: "Invalid request.",
        extensions: new Dictionary<string, object?> { ["code"] = "request_invalid", ["field"] = field });

    public static IResult Foreign() => Results.Problem(
        "Only pages of this Playground can use its API.", statusCode: StatusCodes.Status403Forbidden, title: "Cross-site request refused.",
        extensions: new Dictionary<string, object?> { ["code"] = "cross_site" });

    public static IResult NoEvent(IEnumerable<string> names) => Results.Problem(
        $"Use one of: {string.Join(", ", names)}.", statusCode: StatusCodes.Status404NotFound, title: "Unknown event.",
        extensions: new Dictionary<string, object?> { ["code"] = "event_unknown" });

    public static IResult NoSession() => Results.Problem(
        "Check the output of the Playground, and turn off the active faults of the simulated WeChat.", statusCode: StatusCodes.Status409Conflict, title: "The login for this event failed.",
        extensions: new Dictionary<string, object?> { ["code"] = "login_failed" });
}
