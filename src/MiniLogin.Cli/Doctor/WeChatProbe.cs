using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MiniLogin.Apps;
using MiniLogin.WeChat;

namespace MiniLogin.Cli.Doctor;

/// <summary>
/// Exchanges an invalid code. The errcode 40029 means that WeChat or WeCom accepts the credentials. If the app has an IP allow list, it is
/// compared with the address of this machine, not with that of the functions.
/// </summary>
internal sealed class WeChatProbe(WeChatConnection connection, MiniLoginOptions options, TimeProvider clock)
{
    // Deployments outside the mainland may set this host.
    private static readonly Uri OutsideTheMainland = new("https://hk.api.weixin.qq.com");

    private const string NoCode = "minilogin-doctor";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>The hosts that a deployment may use, as far as this command knows.</summary>
    public IReadOnlyList<string> Hosts => [.. options.WeChatHosts.Append(OutsideTheMainland).Select(h => h.GetLeftPart(UriPartial.Authority))];

    /// <summary>Returns the first valid answer of the given hosts, or of the known ones; the last failure if none answers.</summary>
    public async Task<HostAnswer> AskAnyAsync(IReadOnlyList<string> hosts, AppId appId, string appSecret, CancellationToken cancellationToken)
    {
        HostAnswer? answer = null;
        foreach (var host in hosts is { Count: > 0 } ? hosts : Hosts)
        {
            answer = await AskAsync(host, appId, appSecret, cancellationToken);
            if (answer.Failure is null)
            {
                break;
            }
        }

        return answer!;
    }

    public async Task<HostAnswer> AskAsync(string host, AppId? appId, string appSecret, CancellationToken cancellationToken) => (await SendAsync(
        host,
        $"/sns/jscode2session?grant_type=authorization_code&appid={Uri.EscapeDataString(appId?.ToString() ?? "")}&secret={Uri.EscapeDataString(appSecret)}&js_code={NoCode}",
        WeChatJson.Default.Code2SessionAnswer,
        cancellationToken)).Host;

    /// <summary>Gets an access_token, which is the one that the functions use, and with it exchanges an invalid code.</summary>
    /// <returns>The second answer is null if there is no access_token.</returns>
    public async Task<(HostAnswer Token, HostAnswer? Code)> AskWeComAsync(App app, string secret, CancellationToken cancellationToken)
    {
        var host = app.BaseUrl?.GetLeftPart(UriPartial.Authority) ?? options.WeComUrl;
        var (token, answer) = await SendAsync(host, $"/cgi-bin/gettoken?corpid={app.AppId.CorpId}&corpsecret={Uri.EscapeDataString(secret)}", WeChatJson.Default.TokenAnswer, cancellationToken);
        return answer is { ErrCode: ErrCodes.Ok, AccessToken.Length: > 0 }
            ? (token, (await SendAsync(host, $"/cgi-bin/miniprogram/jscode2session?access_token={Uri.EscapeDataString(answer.AccessToken)}&js_code={NoCode}&grant_type=authorization_code", WeChatJson.Default.WeComSessionAnswer, cancellationToken)).Host)
            : (token, null);
    }

    /// <param name="pathAndQuery">Contains a secret, so the address must never be shown.</param>
    private async Task<(HostAnswer Host, T? Answer)> SendAsync<T>(string host, string pathAndQuery, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class, IWeChatAnswer
    {
        var address = new Uri(new Uri(host), pathAndQuery);
        using var limit = new CancellationTokenSource(Limit, clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var began = clock.GetTimestamp();
        try
        {
            using var response = await connection.Http.GetAsync(address, linked.Token);
            var took = clock.GetElapsedTime(began);
            var askedAt = clock.GetUtcNow() - (took / 2);
            var answer = response.IsSuccessStatusCode ? Parse(await response.Content.ReadAsByteArrayAsync(linked.Token), type) : null;
            return (new(host, answer?.ErrCode, answer?.ErrMsg, took, response.Headers.Date, askedAt, answer?.ErrCode is null ? $"answers HTTP {(int)response.StatusCode} without an errcode of WeChat" : null), answer);
        }
        catch (HttpRequestException e)
        {
            return (new(host, null, null, clock.GetElapsedTime(began), null, clock.GetUtcNow(), e.HttpRequestError.ToString()), null);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return (new(host, null, null, clock.GetElapsedTime(began), null, clock.GetUtcNow(), "timed out"), null);
        }
    }

    private static T? Parse<T>(byte[] body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return LenientJson.Read(body, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
