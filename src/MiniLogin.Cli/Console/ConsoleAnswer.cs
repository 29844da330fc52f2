using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace MiniLogin.Cli.Console;

/// <summary>The answer to a request of the page.</summary>
internal sealed record ConsoleAnswer(int Status, string ContentType, ReadOnlyMemory<byte> Body)
{
    public static ConsoleAnswer Ok<T>(T document, JsonTypeInfo<T> type) => Json(StatusCodes.Status200OK, document, type);

    /// <param name="code">Names the problem for the page, which has texts in both languages for those that it expects.</param>
    /// <param name="detail">One line that says what to do.</param>
    public static ConsoleAnswer Problem(int status, string code, string detail) => Json(status, new(code, detail), ConsoleJson.Default.ProblemDocument);

    public async Task WriteAsync(HttpResponse response)
    {
        response.StatusCode = Status;
        response.ContentType = ContentType;
        response.ContentLength = Body.Length;
        await response.Body.WriteAsync(Body, response.HttpContext.RequestAborted);
    }

    private static ConsoleAnswer Json<T>(int status, T document, JsonTypeInfo<T> type) =>
        new(status, "application/json; charset=utf-8", JsonSerializer.SerializeToUtf8Bytes(document, type));
}
