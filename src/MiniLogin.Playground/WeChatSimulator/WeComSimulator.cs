using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace MiniLogin.Playground.WeChatSimulator;

/// <summary>An app of WeCom that is linked with a mini program.</summary>
internal sealed record WeComApp(string CorpId, string Secret, string MiniProgram);

/// <summary>
/// The part of WeCom that a login needs: here wx.qy.login of a phone, in <see cref="WeComEndpoints"/> the API for servers. Every simulated
/// user is a member of every corp; the userid is the name of the user. Thread-safe.
/// </summary>
internal sealed class WeComSimulator(TimeProvider clock)
{
    private readonly ConcurrentDictionary<(string CorpId, string Secret), WeComApp> _apps = new();

    public CodeBook LoginCodes { get; } = new(clock, () => RandomNumberGenerator.GetString("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-", 43));

    public SessionKeys SessionKeys { get; } = new(clock);

    public WeComTokens Tokens { get; } = new(clock);

    public void RegisterApp(WeComApp app) => _apps[(app.CorpId, app.Secret)] = app;

    /// <summary>wx.qy.login of a member of a corp, in a mini program that is linked with an app of the corp.</summary>
    public string Login(string corpId, string miniProgram, SimulatedUser member)
    {
        SessionKeys.Renew(corpId, member.Name, always: false);
        return LoginCodes.Issue(Scope(corpId, miniProgram), member);
    }

    /// <summary>Whether wx.qy.login gave this code.</summary>
    public bool Knows(string code) => _apps.Values.Any(app => LoginCodes.OwnerOf(code, Scope(app.CorpId, app.MiniProgram)) is not null);

    /// <summary>Returns the errcode for these credentials, 0 if they are valid, and their app.</summary>
    public int CheckCredentials(string? corpId, string? secret, out WeComApp? app)
    {
        app = null;
        return string.IsNullOrEmpty(corpId) ? WeChatErrors.AppIdMissing
            : string.IsNullOrEmpty(secret) ? WeChatErrors.SecretMissing
            : _apps.Keys.All(key => key.CorpId != corpId) ? WeChatErrors.InvalidAppId
            : !_apps.TryGetValue((corpId, secret), out app) ? WeChatErrors.InvalidCredential
            : 0;
    }

    /// <summary>The access_token of any corp exchanges the code of a member of any other, if both have an app that is linked with the mini program.</summary>
    public WeChatAnswer Exchange(WeComApp app, string code)
    {
        var issuer = _apps.Values.FirstOrDefault(a => LoginCodes.OwnerOf(code, Scope(a.CorpId, a.MiniProgram)) is not null);
        if (issuer is null)
        {
            return Error(WeChatErrors.InvalidCode);
        }

        if (issuer.MiniProgram != app.MiniProgram)
        {
            return Error(WeChatErrors.NotLinked);
        }

        // A code that is used, expired or unknown gets the same errcode.
        var scope = Scope(issuer.CorpId, issuer.MiniProgram);
        var member = LoginCodes.OwnerOf(code, scope)!;
        return LoginCodes.Redeem(code, scope) != CodeState.Usable ? Error(WeChatErrors.InvalidCode) : new(new JsonObject
        {
            ["corpid"] = issuer.CorpId,
            ["userid"] = member.Name,
            ["session_key"] = SessionKeys.Current(issuer.CorpId, member.Name),
            ["errcode"] = 0,
            ["errmsg"] = "ok",
        });
    }

    /// <summary>The errmsg of WeCom shows the address of the caller.</summary>
    public static WeChatAnswer Error(int errcode) => new(new JsonObject
    {
        ["errcode"] = errcode,
        ["errmsg"] = $"{WeChatErrors.WeComText(errcode)}, hint: [{RandomNumberGenerator.GetHexString(16, true)}], from ip: 203.0.113.7, more info at https://open.work.weixin.qq.com/devtool/query?e={errcode}",
    });

    private static string Scope(string corpId, string miniProgram) => $"{corpId} {miniProgram}";
}
