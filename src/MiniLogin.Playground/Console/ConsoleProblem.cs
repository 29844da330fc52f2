namespace MiniLogin.Playground.Console;

internal static class ConsoleProblem
{
    public static IResult Invalid(string field, string detail) => Results.Problem(
        detail, statusCode: StatusCodes.Status400BadRequest, title: "The request is not valid.",
        extensions: new Dictionary<string, object?> { ["code"] = "request_invalid", ["field"] = field });

    public static IResult Foreign() => Results.Problem(
        "Only the console's own page may do this.", statusCode: StatusCodes.Status403Forbidden, title: "The request comes from another site.",
        extensions: new Dictionary<string, object?> { ["code"] = "cross_site" });
}
