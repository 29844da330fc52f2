using System.Text.Json;
using MiniLogin.Apps;
using MiniLogin.WeChat;

namespace MiniLogin.Cli.Doctor;

/// <summary>
/// Calls code2Session with an invalid code. The errcode 40029 means that WeChat accepts the credentials. If the app has an IP allow
/// list, WeChat compares the address of this machine with it, not that of the functions.
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

    public async Task<HostAnswer> AskAsync(string host, AppId? appId, string appSecret, CancellationToken cancellationToken)
    {
        // This address contains the secret and must never be shown.
        var address = new Uri(new Uri(host), $"/sns/jscode2session?grant_type=authorization_code&appid={Uri.EscapeDataString(appId?.ToString() ?? "")}&secret={Uri.EscapeDataString(appSecret)}&js_code={NoCode}");
        using var limit = new CancellationTokenSource(Limit, clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var began = clock.GetTimestamp();
        try
        {
            using var response = await connection.Http.GetAsync(address, linked.Token);
            var took = clock.GetElapsedTime(began);
            var askedAt = clock.GetUtcNow() - (took / 2);
            var answer = response.IsSuccessStatusCode ? Parse(await response.Content.ReadAsByteArrayAsync(linked.Token)) : null;
            return new(host, answer?.ErrCode, answer?.ErrMsg, took, response.Headers.Date, askedAt, answer?.ErrCode is null ? $"answers HTTP {(int)response.StatusCode} without an errcode of WeChat" : null);
        }
        catch (HttpRequestException e)
        {
            return new(host, null, null, clock.GetElapsedTime(began), null, clock.GetUtcNow(), e.HttpRequestError.ToString());
        }
        catch (Exception e) when (e is IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new(host, null, null, clock.GetElapsedTime(began), null, clock.GetUtcNow(), "timed out");
        }
    }

    private static Code2SessionAnswer? Parse(byte[] body)
    {
        try
        {
            return LenientJson.Read(body, WeChatJson.Default.Code2SessionAnswer);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
