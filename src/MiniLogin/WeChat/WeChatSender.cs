using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using MiniLogin.Apps;
using MiniLogin.Aws;

namespace MiniLogin.WeChat;

/// <summary>
/// Sends a call to the first host that accepts it. Limits: 3 s per attempt, of which 1 s for connecting; 6 s in total.
/// The next host is tried only if nothing was sent. If something was sent, the call is sent once more only for errcode -1 or 61450 (busy), or
/// if its connection failed before the first byte of an answer and WeChat may get this call twice
/// (<see cref="WeChatApiExtensions.IsRepeatable"/>): the other side may have forgotten a connection that was kept open.
/// </summary>
internal sealed partial class WeChatSender(WeChatConnection connection, MiniLoginOptions options, TimeProvider clock, ILogger<WeChatSender> log)
{
    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan TotalLimit = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(200);

    /// <summary>How far an attempt without a readable answer got.</summary>
    private enum Progress
    {
        NotSent,
        NotAnswered,
        Answered,
    }

    /// <summary>Logs every failed attempt. The caller logs the result for its request.</summary>
    public Task<WeChatReply<T>> SendAsync<T>(App app, WeChatCall call, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class, IWeChatAnswer => SendAsync(app.AppId, app.Traits().Hosts(app, options), call, type, cancellationToken);

    /// <summary>Sends a call of the third-party platform to the hosts of WeChat.</summary>
    /// <param name="about">The app that the log names.</param>
    public Task<WeChatReply<T>> SendAsync<T>(AppId about, WeChatCall call, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class, IWeChatAnswer => SendAsync(about, options.WeChatHosts, call, type, cancellationToken);

    private async Task<WeChatReply<T>> SendAsync<T>(AppId appId, IReadOnlyList<Uri> hosts, WeChatCall call, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class, IWeChatAnswer
    {
        using var total = new CancellationTokenSource(TotalLimit, clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(total.Token, cancellationToken);
        var host = 0;
        var wasBusy = false;
        var isResent = false;
        try
        {
            while (true)
            {
                var (answer, progress) = await AttemptAsync(appId, call, hosts[host], type, linked.Token);
                if (progress == Progress.NotSent && host + 1 < hosts.Count)
                {
                    host++;
                }
                else if (progress == Progress.NotAnswered && call.Api.IsRepeatable() && !isResent && !linked.IsCancellationRequested)
                {
                    isResent = true;
                }
                else if (ErrCodes.IsBusy(call.Api, answer?.ErrCode) && !wasBusy)
                {
                    wasBusy = true;
                    await Task.Delay(BusyPause, clock, linked.Token);
                }
                else
                {
                    return Reply(call.Api, answer, isResent);
                }
            }
        }
        catch (OperationCanceledException)
        {
            WeChatLog.NoAnswer(log, call.Api, appId, hosts[host].Host, "no answer within the total time limit");
            return new WeChatReply<T>.Failed(new WeChatFailure.Unavailable());
        }
    }

    private static WeChatReply<T> Reply<T>(WeChatApi api, T? answer, bool isResent)
        where T : class, IWeChatAnswer => answer switch
        {
            null => new WeChatReply<T>.Failed(new WeChatFailure.Unavailable()),
            { ErrCode: null or ErrCodes.Ok } => new WeChatReply<T>.Good(answer),
            { ErrCode: { } errCode } => new WeChatReply<T>.Failed(ErrCodes.Failure(api, errCode, isResent)),
        };

    private async Task<(T? Answer, Progress Progress)> AttemptAsync<T>(AppId appId, WeChatCall call, Uri host, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class, IWeChatAnswer
    {
        using var limit = new CancellationTokenSource(AttemptLimit, clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = call.At(host);
        try
        {
            using var response = await connection.Http.SendAsync(request, HttpCompletionOption.ResponseContentRead, linked.Token);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return NoAnswer($"HTTP {(int)response.StatusCode}", Progress.Answered);
            }

            var answer = LenientJson.Read(await response.Content.ReadAsByteArrayAsync(linked.Token), type);
            if (answer?.ErrCode is not (null or ErrCodes.Ok))
            {
                LogRefusal(call.Api, appId, answer.ErrCode.Value, answer.ErrMsg ?? "");
            }

            return answer is null ? NoAnswer("the answer is null", Progress.Answered) : (answer, Progress.Answered);
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
        {
            return NoAnswer(e.HttpRequestError.ToString(), Progress.NotSent);
        }
        catch (OperationCanceledException e) when (e.InnerException is TimeoutException)
        {
            // ConnectTimeout of the handler. The client has no timeout.
            return NoAnswer("no connection in time", Progress.NotSent);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return NetworkHandler.ExchangeOf(request) is { IsAnswered: false }
                ? NoAnswer("connection lost before an answer", Progress.NotAnswered)
                : NoAnswer("connection lost", Progress.Answered);
        }
        catch (OperationCanceledException)
        {
            // On a new connection WeChat is slow. A kept one may be forgotten by the other side.
            var mayBeForgotten = NetworkHandler.ExchangeOf(request) is { IsAnswered: false, IsKept: true };
            return NoAnswer("no answer in time", mayBeForgotten ? Progress.NotAnswered : Progress.Answered);
        }
        catch (JsonException)
        {
            return NoAnswer("the answer is not JSON", Progress.Answered);
        }

        (T?, Progress) NoAnswer(string reason, Progress progress)
        {
            WeChatLog.NoAnswer(log, call.Api, appId, host.Host, reason);
            return (null, progress);
        }
    }

    private void LogRefusal(WeChatApi api, AppId appId, int errCode, string errMsg)
    {
        var rid = RidPattern().Match(errMsg) is { Success: true } match ? match.Groups["rid"].Value : "none";
        WeChatLog.Refused(log, api, appId, errCode, rid);
        switch (ErrCodes.Classify(api, errCode))
        {
            case (ErrCodeClass.Unknown, _):
                WeChatLog.ErrCodeUnknown(log, api, appId, errCode, rid);
                break;
            case (not ErrCodeClass.Operator, { } whatToDo):
                WeChatLog.OperatorNeeded(log, appId, errCode, whatToDo);
                break;
        }

        if (ErrCodes.IsOfAddress(errCode))
        {
            WeChatLog.IpNotAllowed(log, appId, ErrCodes.RejectedAddress(errMsg) ?? "unknown");
        }
    }

    /// <summary>The request id, which WeChat's support asks for. Only this and the rejected IP address of errmsg are logged.</summary>
    [GeneratedRegex("rid: (?<rid>[0-9a-f-]{1,64})", RegexOptions.CultureInvariant)]
    private static partial Regex RidPattern();
}

/// <summary>
/// A call of the server API of WeChat or WeCom, to be sent to any of its hosts.
/// Its URL and body contain secrets, so <see cref="ToString"/> shows only the name.
/// </summary>
/// <param name="json">The body of a POST; null for a GET.</param>
internal sealed class WeChatCall(WeChatApi api, string pathAndQuery, byte[]? json = null)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public WeChatApi Api => api;

    public HttpRequestMessage At(Uri host)
    {
        var address = new Uri(host, pathAndQuery);
        return json is null
            ? new(HttpMethod.Get, address)
            : new(HttpMethod.Post, address) { Content = new ByteArrayContent(json) { Headers = { ContentType = Json } } };
    }

    public override string ToString() => api.Name();
}
