using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace MiniLogin.Playground.WeChatSimulator;

/// <summary>A third-party platform as it is entered at WeChat.</summary>
internal sealed record SimulatedComponent(string AppId, string Secret, string Token, string EncodingAesKey);

/// <summary>
/// The third-party platform at WeChat: its ticket, its one valid component_access_token, and the merchants that have authorised it. In
/// <see cref="ComponentEndpoints"/> its API. <see cref="ComponentPush"/> makes its pushes. Thread-safe.
/// </summary>
internal sealed class ComponentSimulator(TimeProvider clock)
{
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromSeconds(7200);
    private static readonly TimeSpan TicketLifetime = TimeSpan.FromHours(12);
    private static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _tickets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (string AppId, DateTimeOffset IssuedAt)> _codes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Merchant> _merchants = new(StringComparer.Ordinal);
    private string? _token;
    private DateTimeOffset _tokenExpiresAt;

    /// <summary>Null: there is none.</summary>
    public SimulatedComponent? Component { get; set; }

    /// <summary>The calls of api_component_token that gave a token.</summary>
    public int TokensIssued { get; private set; }

    /// <summary>The merchants that authorise the platform, in the order of WeChat's list.</summary>
    public IReadOnlyList<Merchant> Authorized => [.. _merchants.Values.Where(merchant => merchant.IsAuthorized).OrderBy(merchant => merchant.AppId, StringComparer.Ordinal)];

    public string NewTicket()
    {
        var ticket = $"ticket@@@{RandomNumberGenerator.GetHexString(64, lowercase: true)}";
        lock (_lock)
        {
            _tickets[ticket] = clock.GetUtcNow();
        }

        return ticket;
    }

    /// <summary>Returns the errcode for a ticket, 0 if it is valid.</summary>
    public int CheckTicket(string? ticket)
    {
        lock (_lock)
        {
            return ticket is null || !_tickets.TryGetValue(ticket, out var issuedAt) ? WeChatErrors.InvalidTicket
                : clock.GetUtcNow() - issuedAt >= TicketLifetime ? WeChatErrors.TicketExpired
                : 0;
        }
    }

    /// <summary>Issues a component_access_token. The one before ends at once.</summary>
    public (string Token, int ExpiresIn) IssueToken()
    {
        lock (_lock)
        {
            TokensIssued++;
            _token = RandomNumberGenerator.GetString("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-", 100);
            _tokenExpiresAt = clock.GetUtcNow() + TokenLifetime;
            return (_token, (int)TokenLifetime.TotalSeconds);
        }
    }

    /// <summary>Ends the component_access_token before its time.</summary>
    public void RevokeToken()
    {
        lock (_lock)
        {
            _token = null;
        }
    }

    /// <summary>Returns the errcode for a component_access_token, 0 if it is valid.</summary>
    public int CheckToken(string? token)
    {
        lock (_lock)
        {
            return string.IsNullOrEmpty(token) ? WeChatErrors.ComponentTokenMissing
                : token != _token ? WeChatErrors.InvalidCredential
                : clock.GetUtcNow() >= _tokenExpiresAt ? WeChatErrors.AccessTokenExpired
                : 0;
        }
    }

    /// <summary>A merchant authorises the platform. Returns the authorization_code.</summary>
    public string Authorize(string appId, string name)
    {
        _merchants[appId] = new(appId, name, $"refreshtoken@@@{RandomNumberGenerator.GetString("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 43)}", IsAuthorized: true);
        var code = $"queryauthcode@@@{RandomNumberGenerator.GetHexString(48, lowercase: true)}";
        _codes[code] = (appId, clock.GetUtcNow());
        return code;
    }

    public void Deauthorize(string appId)
    {
        if (_merchants.TryGetValue(appId, out var merchant))
        {
            _merchants[appId] = merchant with { IsAuthorized = false };
        }
    }

    /// <summary>Sets account_status: 1 normal, 14 cancelled, 16 banned, 18 warned, 19 frozen.</summary>
    public void SetStatus(string appId, int status) => _merchants[appId] = _merchants[appId] with { Status = status };

    /// <summary>Gives a merchant another refresh token. The one before stays valid until the merchant leaves.</summary>
    public void RenewRefreshToken(string appId) => _merchants[appId] = _merchants[appId] with { Next = $"refreshtoken@@@{RandomNumberGenerator.GetHexString(43, lowercase: true)}" };

    /// <summary>Ends the refresh token before the last one.</summary>
    public void ForgetRefreshToken(string appId) => _merchants[appId] = _merchants[appId] with { RefreshToken = _merchants[appId].Next ?? _merchants[appId].RefreshToken };

    /// <summary>Returns the merchant, or null if it does not authorise the platform.</summary>
    public Merchant? Find(string? appId) => appId is not null && _merchants.TryGetValue(appId, out var merchant) && merchant.IsAuthorized ? merchant : null;

    /// <summary>Redeems an authorization_code. Returns the errcode, 0 if it was valid, and its merchant.</summary>
    public int Redeem(string? code, out Merchant? merchant)
    {
        merchant = null;
        if (code is null || !_codes.TryRemove(code, out var issued))
        {
            return WeChatErrors.InvalidAuthorizationCode;
        }

        merchant = Find(issued.AppId);
        return clock.GetUtcNow() - issued.IssuedAt >= CodeLifetime ? WeChatErrors.AuthorizationCodeExpired : merchant is null ? WeChatErrors.NotAuthorized : 0;
    }

    /// <param name="Next">The refresh token of the next answer; null: the same.</param>
    internal sealed record Merchant(string AppId, string Name, string RefreshToken, bool IsAuthorized, int Status = 1, string? Next = null);
}
