using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace MiniLogin.Playground.WeChatSimulator;

/// <summary>
/// WeChat, as far as a mini program's login knows it: what the phone gets from the wx.* calls, here; what a server
/// gets over HTTP, in <see cref="WeChatEndpoints"/>. Thread-safe; forgets everything but the ids at a restart.
/// </summary>
internal sealed class WeChatSimulator(TimeProvider clock)
{
    private const string Alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private readonly ConcurrentDictionary<string, string> _secrets = new(StringComparer.Ordinal);
    private Faults _faults = Faults.None;
    private int _served;

    public TimeProvider Clock => clock;

    public SimulatedUsers Users { get; } = new();

    public CodeBook LoginCodes { get; } = new(clock, () => $"0{RandomNumberGenerator.GetString(Alphanumeric, 31)}");

    public CodeBook PhoneCodes { get; } = new(clock, () => RandomNumberGenerator.GetHexString(64, lowercase: true));

    public SessionKeys SessionKeys { get; } = new(clock);

    public AccessTokens AccessTokens { get; } = new(clock);

    public MinuteQuota LoginQuota { get; } = new(clock, limit: 100);

    public Faults Faults
    {
        get => Volatile.Read(ref _faults);
        set => Volatile.Write(ref _faults, value);
    }

    /// <summary>The calls that WeChat got over HTTP and has done with, whatever the caller saw of them.</summary>
    public int Served => Volatile.Read(ref _served);

    public void CountCall() => Interlocked.Increment(ref _served);

    public void RegisterApp(string appId, string secret) => _secrets[appId] = secret;

    /// <summary>wx.login</summary>
    public string Login(string appId, string user)
    {
        var who = Who(appId, user);
        SessionKeys.Renew(appId, WeChatIds.OpenId(appId, user), Faults.RenewSessionKey);
        return LoginCodes.Issue(appId, who);
    }

    /// <summary>wx.getUserInfo; sealed with the session_key of this moment, which a later wx.login may renew.</summary>
    public UserInfo GetUserInfo(string appId, string user)
    {
        var who = Who(appId, user);
        var openId = WeChatIds.OpenId(appId, user);
        return UserInfo.Seal(
            UserProfile.Of(who), appId, openId, UnionIdOf(who), SessionKeys.Current(appId, openId), clock.GetUtcNow());
    }

    /// <summary>What a button with open-type getPhoneNumber hands over; not a wx.login code.</summary>
    public string GetPhoneNumberCode(string appId, string user) => PhoneCodes.Issue(appId, Who(appId, user));

    public static string? UnionIdOf(SimulatedUser user) => user.HasUnionId ? WeChatIds.UnionId(user.Name) : null;

    /// <summary>The errcode for these credentials, 0 for good ones.</summary>
    public int CheckCredentials(string? appId, string? secret) =>
        string.IsNullOrEmpty(appId) ? WeChatErrors.AppIdMissing
        : string.IsNullOrEmpty(secret) ? WeChatErrors.SecretMissing
        : !_secrets.TryGetValue(appId, out var expected) ? WeChatErrors.InvalidAppId
        : expected != secret ? WeChatErrors.InvalidSecret
        : 0;

    public WeChatAnswer Error(int errcode)
    {
        var rid = $"{clock.GetUtcNow().ToUnixTimeSeconds():x8}-{RandomNumberGenerator.GetHexString(8, true)}-{RandomNumberGenerator.GetHexString(8, true)}";
        return new(new JsonObject { ["errcode"] = errcode, ["errmsg"] = $"{WeChatErrors.Text(errcode)}, rid: {rid}" });
    }

    /// <summary>True for as many callers as <see cref="Faults.BusyTimes"/> says.</summary>
    public bool TakeBusy()
    {
        for (var faults = Faults; faults.BusyTimes > 0; faults = Faults)
        {
            if (Interlocked.CompareExchange(ref _faults, faults with { BusyTimes = faults.BusyTimes - 1 }, faults) == faults)
            {
                return true;
            }
        }

        return false;
    }

    private SimulatedUser Who(string appId, string user) =>
        !_secrets.ContainsKey(appId) ? throw new ArgumentException($"There is no app {appId}.", nameof(appId))
        : !Users.TryFind(user, out var who) ? throw new ArgumentException($"There is no user {user}.", nameof(user))
        : who;
}
