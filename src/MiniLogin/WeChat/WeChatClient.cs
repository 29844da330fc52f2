using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using MiniLogin.Apps;

namespace MiniLogin.WeChat;

/// <summary>
/// WeChat's server API. HTTP 200 is not success: errcode comes next. An attempt has 3 s, all together 6 s.
/// Sent again, once, only when nothing was sent before or when WeChat says -1, busy: any other failure may have used the code up.
/// </summary>
internal sealed partial class WeChatClient(WeChatConnection connection, MiniLoginOptions options, TimeProvider clock, ILogger<WeChatClient> log)
{
    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan TotalLimit = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(200);

    public async Task<CodeExchange> ExchangeCodeAsync(App app, AppCredentials credentials, string code, CancellationToken cancellationToken)
    {
        // The secret is in the query: this address goes into no log and no exception text.
        var address = new Uri(new Uri(options.WeChatUrl), "/sns/jscode2session?grant_type=authorization_code"
            + $"&appid={Uri.EscapeDataString(app.AppId)}&secret={Uri.EscapeDataString(credentials.AppSecret)}&js_code={Uri.EscapeDataString(code)}");

        using var total = new CancellationTokenSource(TotalLimit, clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(total.Token, cancellationToken);
        try
        {
            var (exchange, again) = await AttemptAsync(app, address, linked.Token);
            if (again)
            {
                await Task.Delay(BusyPause, clock, linked.Token);
                (exchange, _) = await AttemptAsync(app, address, linked.Token);
            }

            return exchange;
        }
        catch (OperationCanceledException)
        {
            Log.NoAnswer(log, app.AppId, "out of time");
            return new CodeExchange.Unavailable();
        }
    }

    private async Task<(CodeExchange Exchange, bool Again)> AttemptAsync(App app, Uri address, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(AttemptLimit, clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var response = await connection.Http.GetAsync(address, HttpCompletionOption.ResponseContentRead, linked.Token);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                Log.NoAnswer(log, app.AppId, $"HTTP {(int)response.StatusCode}");
                return (new CodeExchange.Unavailable(), false);
            }

            return Read(app, await response.Content.ReadAsByteArrayAsync(linked.Token));
        }
        catch (HttpRequestException e)
        {
            Log.NoAnswer(log, app.AppId, e.HttpRequestError.ToString());
            var nothingSent = e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError;
            return (new CodeExchange.Unavailable(), nothingSent);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            Log.NoAnswer(log, app.AppId, e is IOException ? "connection cut" : "no answer in time");
            return (new CodeExchange.Unavailable(), false);
        }
    }

    private (CodeExchange Exchange, bool Again) Read(App app, byte[] body)
    {
        Code2SessionAnswer? answer;
        try
        {
            answer = JsonSerializer.Deserialize(body, WeChatJson.Default.Code2SessionAnswer);
        }
        catch (JsonException)
        {
            answer = null;
        }

        if (answer is null)
        {
            Log.NoAnswer(log, app.AppId, "the answer is not JSON");
            return (new CodeExchange.Unavailable(), false);
        }

        var errCode = answer.ErrCode ?? ErrCode.Ok;
        if (errCode == ErrCode.Ok)
        {
            return (Succeeded(app, answer), false);
        }

        Log.Refused(log, app.AppId, errCode, Rid(answer.ErrMsg));
        CodeExchange refused = errCode switch
        {
            ErrCode.CodeUsed => new CodeExchange.CodeUsed(),
            ErrCode.CodeInvalid or ErrCode.CodeMissing => new CodeExchange.CodeInvalid(),
            ErrCode.UserBlocked => new CodeExchange.UserBlocked(),
            ErrCode.Quota => new CodeExchange.Quota(),
            ErrCode.InvalidAppId or ErrCode.InvalidSecret or ErrCode.AppFrozen or ErrCode.AppIdMissing or ErrCode.SecretMissing => new CodeExchange.Misconfigured(errCode),
            _ => new CodeExchange.Unavailable(),
        };
        return (refused, errCode == ErrCode.Busy);
    }

    private CodeExchange Succeeded(App app, Code2SessionAnswer answer)
    {
        if (answer.OpenId is { Length: > 0 and <= 128 } openId && SessionKey.Parse(answer.SessionKey) is { } sessionKey && answer.UnionId is null or { Length: <= 128 })
        {
            return new CodeExchange.Exchanged(openId, sessionKey, answer.UnionId is { Length: > 0 } unionId ? unionId : null);
        }

        Log.NoAnswer(log, app.AppId, "the answer has no usable openid and session_key");
        return new CodeExchange.Unavailable();
    }

    /// <summary>The request id: the one part of errmsg that is logged, as WeChat's support asks for it.</summary>
    private static string Rid(string? errMsg) => RidPattern().Match(errMsg ?? "") is { Success: true } match ? match.Groups["rid"].Value : "none";

    [GeneratedRegex("rid: (?<rid>[0-9a-f-]{1,64})", RegexOptions.CultureInvariant)]
    private static partial Regex RidPattern();
}
