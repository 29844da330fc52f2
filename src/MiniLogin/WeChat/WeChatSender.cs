using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using MiniLogin.Apps;

namespace MiniLogin.WeChat;

/// <summary>
/// Sends a call to the first host of WeChat that accepts it. Limits: 3 s per attempt, of which 1 s for connecting; 6 s in total.
/// The next host is tried only if nothing was sent. If something was sent, the call is repeated only for errcode -1 (busy), and only
/// once: after any other failure WeChat may have executed the call, and its code may be used up.
/// </summary>
internal sealed partial class WeChatSender(WeChatConnection connection, MiniLoginOptions options, TimeProvider clock, ILogger<WeChatSender> log)
{
    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan TotalLimit = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(200);

    private readonly IReadOnlyList<Uri> _hosts = options.WeChatHosts;

    /// <summary>Returns the answer with any errcode, or null if there is no readable answer. Logs failures.</summary>
    public async Task<T?> SendAsync<T>(AppId appId, WeChatCall call, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class, IWeChatAnswer
    {
        using var total = new CancellationTokenSource(TotalLimit, clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(total.Token, cancellationToken);
        var host = 0;
        var wasBusy = false;
        try
        {
            while (true)
            {
                var (answer, isSent) = await AttemptAsync(appId, call, _hosts[host], type, linked.Token);
                if (!isSent && host + 1 < _hosts.Count)
                {
                    host++;
                }
                else if (answer?.ErrCode == ErrCode.Busy && !wasBusy)
                {
                    wasBusy = true;
                    await Task.Delay(BusyPause, clock, linked.Token);
                }
                else
                {
                    return answer;
                }
            }
        }
        catch (OperationCanceledException)
        {
            WeChatLog.NoAnswer(log, call.Name, appId, _hosts[host].Host, "no answer within the total time limit");
            return null;
        }
    }

    private async Task<(T? Answer, bool IsSent)> AttemptAsync<T>(AppId appId, WeChatCall call, Uri host, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class, IWeChatAnswer
    {
        using var limit = new CancellationTokenSource(AttemptLimit, clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = call.At(host);
            using var response = await connection.Http.SendAsync(request, HttpCompletionOption.ResponseContentRead, linked.Token);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return (NoAnswer($"HTTP {(int)response.StatusCode}"), true);
            }

            var answer = LenientJson.Read(await response.Content.ReadAsByteArrayAsync(linked.Token), type);
            if (answer?.ErrCode is not (null or ErrCode.Ok))
            {
                LogRefusal(call, appId, answer);
            }

            return (answer ?? NoAnswer("the answer is null"), true);
        }
        catch (HttpRequestException e)
        {
            return (NoAnswer(e.HttpRequestError.ToString()), e.HttpRequestError is not (HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError));
        }
        catch (OperationCanceledException e) when (e.InnerException is TimeoutException)
        {
            // ConnectTimeout of the handler. The client has no timeout.
            return (NoAnswer("no connection in time"), false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or JsonException)
        {
            return (NoAnswer(e is JsonException ? "the answer is not JSON" : e is IOException ? "connection lost" : "no answer in time"), true);
        }

        T? NoAnswer(string reason)
        {
            WeChatLog.NoAnswer(log, call.Name, appId, host.Host, reason);
            return null;
        }
    }

    private void LogRefusal(WeChatCall call, AppId appId, IWeChatAnswer answer)
    {
        var match = RidPattern().Match(answer.ErrMsg ?? "");
        WeChatLog.Refused(log, call.Name, appId, answer.ErrCode!.Value, match.Success ? match.Groups["rid"].Value : "none");
        if (answer.ErrCode == ErrCode.IpNotAllowed)
        {
            var address = AddressPattern().Match(answer.ErrMsg ?? "");
            WeChatLog.IpNotAllowed(log, appId, address.Success ? address.Groups["ip"].Value : "unknown");
        }
    }

    /// <summary>The request id, which WeChat's support asks for. Only this and the rejected IP address of errmsg are logged.</summary>
    [GeneratedRegex("rid: (?<rid>[0-9a-f-]{1,64})", RegexOptions.CultureInvariant)]
    private static partial Regex RidPattern();

    [GeneratedRegex("invalid ip (?<ip>[0-9a-f.:]{2,45})", RegexOptions.CultureInvariant)]
    private static partial Regex AddressPattern();
}

/// <summary>
/// A call of WeChat's server API, to be sent to any of its hosts.
/// Its URL and body contain secrets, so <see cref="ToString"/> shows only the name.
/// </summary>
/// <param name="name">The name in WeChat's documentation.</param>
/// <param name="json">The body of a POST; null for a GET.</param>
internal sealed class WeChatCall(string name, string pathAndQuery, byte[]? json = null)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public string Name => name;

    public HttpRequestMessage At(Uri host)
    {
        var address = new Uri(host, pathAndQuery);
        return json is null
            ? new(HttpMethod.Get, address)
            : new(HttpMethod.Post, address) { Content = new ByteArrayContent(json) { Headers = { ContentType = Json } } };
    }

    public override string ToString() => name;
}
