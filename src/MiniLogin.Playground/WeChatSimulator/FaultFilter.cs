namespace MiniLogin.Playground.WeChatSimulator;

/// <summary>Applies the active <see cref="Faults"/> to an endpoint.</summary>
internal sealed class FaultFilter(WeChatSimulator simulator) : IEndpointFilter
{
    private const string ErrorPage = "<!DOCTYPE html>\n<html><head><title>Error</title></head><body><h1>系统繁忙，请稍后再试</h1></body></html>\n";
    private const string HtmlType = "text/html; charset=utf-8";
    private static readonly TimeSpan TimeToSend = TimeSpan.FromMilliseconds(100);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await AnswerAsync(context, next);
        }
        finally
        {
            simulator.CountCall();
        }
    }

    private async Task<object?> AnswerAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var faults = simulator.Faults;
        await WaitAsync(faults.Delay, http.RequestAborted);

        var answer = InsteadOfTheWork(faults, http.Request.Path) ?? await next(context);
        if (answer is WeChatAnswer json)
        {
            answer = json.With(faults);
        }

        if (faults.HalfBody && answer is WeChatAnswer whole)
        {
            await whole.ExecuteHalfAsync(http);

            // An abort discards bytes that Kestrel has not yet written to the socket.
            await WaitAsync(TimeToSend, http.RequestAborted);
        }

        if (faults.HalfBody || faults.CutConnection)
        {
            http.Abort();
            return Results.Empty;
        }

        return faults.EmptyBody ? Results.Empty : answer;
    }

    private IResult? InsteadOfTheWork(Faults faults, PathString path)
    {
        var isWeCom = path == WeComEndpoints.CodeToSessionPath || path == WeComEndpoints.GetTokenPath;
        var isLogin = path == WeChatEndpoints.CodeToSessionPath || path == WeComEndpoints.CodeToSessionPath || path == ComponentEndpoints.CodeToSessionPath;
        var isToken = path == WeChatEndpoints.StableTokenPath || path == WeComEndpoints.GetTokenPath || path == ComponentEndpoints.TokenPath;
        var isOfComponent = !isToken && path.StartsWithSegments(ComponentEndpoints.Root, StringComparison.Ordinal);
        return faults.Html ? Results.Text(ErrorPage, HtmlType)
            : faults.ServerError ? Results.Text(ErrorPage, HtmlType, statusCode: StatusCodes.Status500InternalServerError)
            : faults.Busy || simulator.TakeBusy() ? Error(WeChatErrors.Busy)
            : isLogin && faults.ErrCode is { } errcode ? Error(errcode)
            : isToken && faults.TokenErrCode is { } ofToken ? Error(ofToken)
            : isOfComponent && faults.ComponentErrCode is { } ofComponent ? Error(ofComponent)
            : faults.CallErrCode is { } ofCall && path.StartsWithSegments("/wxa", StringComparison.Ordinal) ? simulator.Error(ofCall)
            : isLogin && faults.Quota ? Error(isWeCom ? WeChatErrors.DailyQuota : WeChatErrors.MinuteQuota)
            : isLogin && faults.WrongSecret && !isWeCom ? Error(WeChatErrors.InvalidSecret)
            : isToken && faults.WrongSecret && isWeCom ? Error(WeChatErrors.InvalidCredential)
            : null;

        WeChatAnswer Error(int of) => isWeCom ? WeComSimulator.Error(of) : simulator.Error(of);
    }

    // WeChat continues when the caller disconnects: the code is used, and a retry gets 40163.
    private async Task WaitAsync(TimeSpan delay, CancellationToken hungUp)
    {
        try
        {
            await Task.Delay(delay, simulator.Clock, hungUp);
        }
        catch (OperationCanceledException)
        {
        }
    }
}
