namespace MiniLogin.Playground.Console;

/// <summary>Refuses requests from web pages of other sites, because any page in the developer's browser can send requests here.</summary>
internal sealed class SameOriginFilter : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        return HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || !IsForeign(request)
            ? next(context)
            : ValueTask.FromResult<object?>(ConsoleProblem.Foreign());
    }

    /// <summary>Whether a page of another site sent the request.</summary>
    public static bool IsForeign(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"] == "cross-site"
        || (request.Headers.Origin.ToString() is { Length: > 0 } origin
            && !origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase));
}
