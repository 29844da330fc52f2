using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MiniLogin.Playground.WeChatSimulator;

/// <summary>
/// The part of WeChat that a login needs: here the wx.* calls of a phone, in <see cref="WeChatEndpoints"/> the API for
/// servers. Thread-safe. After a restart only openids and unionids are the same.
/// </summary>
internal sealed class WeChatSimulator(TimeProvider clock)
{
    private const string Alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private readonly ConcurrentDictionary<string, string> _secrets = new(StringComparer.Ordinal);
    private Faults _faults = Faults.None;
    private int _served;

    public TimeProvider Clock => clock;

    public SimulatedUsers Users { get; } = new();

    public WeComSimulator WeCom { get; } = new(clock);

    public ComponentSimulator Component { get; } = new(clock);

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

    /// <summary>The number of finished HTTP calls, including those whose answer was lost.</summary>
    public int Served => Volatile.Read(ref _served);

    public void CountCall() => Interlocked.Increment(ref _served);

    public void RegisterApp(string appId, string secret) => _secrets[appId] = secret;

    /// <summary>Registers a mini program whose AppSecret nobody here knows.</summary>
    public void RegisterMerchant(string appId) => _secrets.TryAdd(appId, RandomNumberGenerator.GetHexString(32, lowercase: true));

    /// <summary>wx.login</summary>
    public string Login(string appId, string user)
    {
        var who = FindUser(appId, user);
        SessionKeys.Renew(appId, WeChatIds.OpenId(appId, user), Faults.RenewSessionKey);
        return LoginCodes.Issue(appId, who);
    }

    /// <summary>wx.qy.login, in WeCom.</summary>
    public string QyLogin(string corpId, string appId, string user) => WeCom.Login(corpId, appId, FindUser(appId, user));

    /// <summary>wx.getUserInfo. Encrypted with the current session_key, which a later wx.login may renew.</summary>
    public UserInfo GetUserInfo(string appId, string user)
    {
        var who = FindUser(appId, user);
        var openId = WeChatIds.OpenId(appId, user);
        return UserInfo.Seal(
            UserProfile.From(who), appId, openId, UnionIdOf(who), SessionKeys.Current(appId, openId), clock.GetUtcNow(), Faults.DamagedProfile);
    }

    /// <summary>The code from a button with open-type getPhoneNumber. It is not a wx.login code.</summary>
    public string GetPhoneNumberCode(string appId, string user) => PhoneCodes.Issue(appId, FindUser(appId, user));

    /// <summary>What the same button gives besides the code: the number, encrypted with the current session_key. Before base library 2.21.2 it gave only this.</summary>
    public (string EncryptedData, string Iv) GetPhoneNumber(string appId, string user)
    {
        var info = PhoneNumber.Info(FindUser(appId, user), appId, clock.GetUtcNow().ToUnixTimeSeconds());
        return SessionKeys.Encrypt(Encoding.UTF8.GetBytes(info.ToJsonString()), SessionKeys.Current(appId, WeChatIds.OpenId(appId, user)));
    }

    public static string? UnionIdOf(SimulatedUser user) => user.HasUnionId ? WeChatIds.UnionId(user.Name) : null;

    /// <summary>Returns the errcode for these credentials, 0 if they are valid.</summary>
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

    /// <summary>Returns true and decrements <see cref="Faults.BusyTimes"/> while it is above 0.</summary>
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

    private SimulatedUser FindUser(string appId, string user) =>
        !_secrets.ContainsKey(appId) ? throw new ArgumentException($"Unknown app: {appId}", nameof(appId))
        : !Users.TryFind(user, out var who) ? throw new ArgumentException($"Unknown simulated user: {user}", nameof(user))
        : who;
}
