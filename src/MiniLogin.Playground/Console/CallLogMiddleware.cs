using MiniLogin.Playground.WeChatSimulator;

namespace MiniLogin.Playground.Console;

/// <summary>Records calls from the mini program to the gateway without buffering or changing them.</summary>
internal sealed class CallLogMiddleware(RequestDelegate next, CallLog log, PlaygroundClock clock)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (ConsolePage.Owns(context.Request.Path) || WeChatEndpoints.IsWeChat(context.Request.Path))
        {
            await next(context);
            return;
        }

        var time = clock.GetUtcNow();
        var started = clock.GetTimestamp();
        var requestHeaders = RecordedHeader.From(context.Request.Headers);
        var (request, response) = (context.Request.Body, context.Response.Body);
        using var requestTap = new BodyTap(request);
        using var responseTap = new BodyTap(response);
        context.Request.Body = requestTap;
        context.Response.Body = responseTap;
        Exception? failure = null;
        try
        {
            await next(context);

            // Data in the BodyWriter that is not flushed would be lost.
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
        catch (Exception exception)
        {
            failure = exception;
            throw;
        }
        finally
        {
            context.Request.Body = request;
            context.Response.Body = response;
            var isCut = context.RequestAborted.IsCancellationRequested;
            log.Add(new()
            {
                Time = time,
                From = "mini program",
                To = "gateway",
                Method = context.Request.Method,
                Target = $"{context.Request.Path}{context.Request.QueryString}",
                Status = isCut ? 0 : failure is not null && !context.Response.HasStarted ? StatusCodes.Status500InternalServerError : context.Response.StatusCode,
                Note = isCut ? "connection closed" : failure?.GetType().Name,
                DurationMs = clock.MsSince(started),
                RequestHeaders = requestHeaders,
                RequestBody = requestTap.ToRecord(Secrets.HideInRequest),
                ResponseHeaders = RecordedHeader.From(context.Response.Headers),
                ResponseBody = responseTap.ToRecord(Secrets.Hide),
            });
        }
    }
}
