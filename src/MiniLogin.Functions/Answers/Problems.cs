using Amazon.Lambda.APIGatewayEvents;

namespace MiniLogin.Functions.Answers;

internal static class Problems
{
    public static APIGatewayHttpApiV2ProxyResponse Of(Failure failure)
    {
        var problem = new Problem(Title(failure.Status), failure.Status, failure.Code, failure.Detail, failure.Field);
        return Answer.Of(failure, problem, AnswerJson.Default.Problem, "application/problem+json");
    }

    private static string Title(int status) => status switch
    {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        429 => "Too Many Requests",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    };
}
