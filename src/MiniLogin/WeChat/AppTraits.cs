using MiniLogin.Apps;
using MiniLogin.Secrets;
using MiniLogin.WeChat.ThirdParty;

namespace MiniLogin.WeChat;

/// <summary>
/// What the apps of one kind are to WeChat. Together with the kind's <see cref="ICodeExchange"/> and <see cref="IAccessTokenIssuer"/> this is
/// all that depends on a kind: a new one has these three, in one file, and a row in <see cref="AppTraitsOfKinds"/>.
/// </summary>
internal sealed record AppTraits
{
    /// <summary>The calls with an access_token that apps of the kind have. Others are never made for them.</summary>
    public required WeChatApi Calls { get; init; }

    /// <summary>The hosts of the server API, in the order in which they are tried.</summary>
    public Func<App, MiniLoginOptions, IReadOnlyList<Uri>> Hosts { get; init; } = (_, options) => options.WeChatHosts;

    /// <summary>How long before its end an access_token is renewed. Zero: the service gives no other one before.</summary>
    public TimeSpan RenewBefore { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The mini program whose AppID the watermark of a profile has; null if it is not known.</summary>
    public Func<App, AppId?> MiniProgram { get; init; } = app => app.AppId;

    /// <summary>Whether a profile is that of the user with this openid, as the data itself says.</summary>
    public Func<DecryptedProfile, App, string, bool> IsProfileOf { get; init; } = (profile, _, openId) => profile.OpenId == openId;
}

/// <summary>The traits of all kinds.</summary>
internal static class AppTraitsOfKinds
{
    public static AppTraits Traits(this App app) => app.Kind switch
    {
        AppKind.MiniProgram => MiniProgramApps.Traits,
        AppKind.WeCom => WeComApps.Traits,
        AppKind.Authorizer => AuthorizerApps.Traits,
        _ => throw new ArgumentOutOfRangeException(nameof(app)),
    };
}

/// <summary>Gets the access_tokens of apps of one kind.</summary>
internal interface IAccessTokenIssuer
{
    AppKind Kind { get; }

    /// <summary>The call that issues them.</summary>
    WeChatApi Api { get; }

    /// <param name="refreshToken">What the last token came with; null if tokens of the kind have none.</param>
    Task<WeChatReply<IssuedToken>> IssueAsync(App app, AppCredentials credentials, string? refreshToken, CancellationToken cancellationToken);
}

/// <summary>An access_token as an answer has it, not yet validated.</summary>
/// <param name="ExpiresIn">In seconds.</param>
/// <param name="RefreshToken">Null if tokens of the kind have none, or if the answer has none.</param>
internal sealed record IssuedToken(string? AccessToken, int? ExpiresIn, string? RefreshToken = null)
{
    public override string ToString() => "access_token";
}
