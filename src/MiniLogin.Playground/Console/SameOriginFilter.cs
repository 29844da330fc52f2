namespace MiniLogin.Playground.Console;

/// <summary>Any web page in the developer's browser can send requests here; only the console's own may change anything.</summary>
internal sealed class SameOriginFilter : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        return HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || !IsForeign(request)
            ? next(context)
            : ValueTask.FromResult<object?>(ConsoleProblem.Foreign());
    }

    /// <summary>Whether a page of another site makes the browser send it.</summary>
    public static bool IsForeign(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"] == "cross-site"
        || (request.Headers.Origin.ToString() is { Length: > 0 } origin
            && !origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase));
}
