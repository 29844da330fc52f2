using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace MiniLogin.Cli.Console;

/// <summary>The body of a call. Each operation uses some of the members. Ids are in the body, so that no URL has them.</summary>
/// <param name="After">Continues a list after this user.</param>
/// <param name="Confirm">What the operator has confirmed: the user, session or app, exactly as the operation names it.</param>
/// <param name="Token">Of the printed address; for <c>open</c> only.</param>
internal sealed record ConsoleRequest(
    string? AppId = null,
    string? UserKey = null,
    string? SessionId = null,
    string? UnionId = null,
    string? Phone = null,
    bool Blocked = false,
    string? After = null,
    string? Confirm = null,
    string? Token = null)
{
    public static async Task<(ConsoleRequest? Body, ConsoleAnswer? Problem)> ReadAsync(HttpRequest request)
    {
        if (!request.HasJsonContentType())
        {
            return (null, Invalid("The body must be application/json."));
        }

        try
        {
            return await JsonSerializer.DeserializeAsync(request.Body, ConsoleJson.Default.ConsoleRequest, request.HttpContext.RequestAborted) is { } body
                ? (body, null)
                : (null, Invalid("The body must be a JSON object."));
        }
        catch (JsonException e)
        {
            return (null, Invalid(e.Path is { Length: > 2 } path ? $"{path[2..]}: unknown member, or a value of the wrong type." : "The body must be a JSON object."));
        }
        catch (BadHttpRequestException e)
        {
            return (null, Invalid(e.StatusCode == StatusCodes.Status413PayloadTooLarge ? "The body is too large." : "The body is incomplete."));
        }
    }

    public static ConsoleAnswer Invalid(string detail) => ConsoleAnswer.Problem(StatusCodes.Status400BadRequest, "request_invalid", detail);

    // The generated one would show the phone number.
    public override string ToString() => nameof(ConsoleRequest);
}
