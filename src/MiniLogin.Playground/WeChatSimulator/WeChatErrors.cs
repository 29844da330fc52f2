namespace MiniLogin.Playground.WeChatSimulator;

internal static class WeChatErrors
{
    public const int Busy = -1;
    public const int InvalidCredential = 40001;
    public const int InvalidGrantType = 40002;
    public const int InvalidOpenId = 40003;
    public const int InvalidAppId = 40013;
    public const int InvalidAccessToken = 40014;
    public const int InvalidCode = 40029;
    public const int InvalidUrl = 40066;
    public const int InvalidSecret = 40125;
    public const int CodeUsed = 40163;
    public const int IpNotAllowed = 40164;
    public const int UserBlocked = 40226;
    public const int AccessTokenMissing = 41001;
    public const int AppIdMissing = 41002;
    public const int SecretMissing = 41004;
    public const int CodeMissing = 41008;
    public const int AccessTokenExpired = 42001;
    public const int GetRequired = 43001;
    public const int PostRequired = 43002;
    public const int DailyQuota = 45009;
    public const int MinuteQuota = 45011;
    public const int MalformedJson = 47001;
    public const int NotLinked = 48002;
    public const int IpNotTrusted = 60020;
    public const int ComponentAppIdMissing = 41018;
    public const int ComponentTokenMissing = 41021;
    public const int NotAuthorized = 61003;
    public const int ComponentIpNotAllowed = 61004;
    public const int TicketExpired = 61005;
    public const int InvalidTicket = 61006;
    public const int InvalidAuthorizationCode = 61009;
    public const int AuthorizationCodeExpired = 61010;
    public const int InvalidComponent = 61011;
    public const int InvalidRefreshToken = 61023;
    public const int InvalidSigMethod = 87008;
    public const int InvalidSignature = 87009;

    public static string Text(int errcode) => errcode switch
    {
        Busy => "system error",
        InvalidCredential => "invalid credential, access_token is invalid or not latest",
        InvalidGrantType => "invalid grant_type",
        InvalidOpenId => "invalid openid",
        InvalidAppId => "invalid appid",
        InvalidCode => "invalid code",
        InvalidUrl => "invalid url",
        InvalidSecret => "invalid appsecret",
        CodeUsed => "code been used",
        IpNotAllowed => "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist",
        UserBlocked => "code blocked",
        AccessTokenMissing => "access_token missing",
        AppIdMissing => "appid missing",
        SecretMissing => "appsecret missing",
        CodeMissing => "missing code",
        AccessTokenExpired => "access_token expired",
        GetRequired => "require GET method",
        PostRequired => "require POST method",
        DailyQuota => "reach max api daily quota limit",
        MinuteQuota => "api minute-quota reach limit, must slower, retry next minute",
        MalformedJson => "data format error",
        NotAuthorized => "component is not authorized by this account",
        ComponentIpNotAllowed => "access clientip is not registered requestIP: 203.0.113.7",
        TicketExpired => "component ticket is expired",
        InvalidTicket => "component ticket is invalid",
        InvalidAuthorizationCode => "authorization code is invalid",
        AuthorizationCodeExpired => "code is expired",
        InvalidComponent => "invalid component",
        InvalidRefreshToken => "refresh_token is invalid",
        InvalidSigMethod => "invalid sig_method",
        InvalidSignature => "invalid signature",
        _ => "error",
    };

    /// <summary>The text of WeCom.</summary>
    public static string WeComText(int errcode) => errcode switch
    {
        InvalidCredential => "invalid credential",
        InvalidAppId => "invalid corpid",
        InvalidAccessToken => "invalid access_token",
        AppIdMissing => "corpid missing",
        SecretMissing => "corpsecret missing",
        DailyQuota => "api freq out of limit",
        NotLinked => "api forbidden",
        IpNotTrusted => "not allow to access from your ip",
        _ => Text(errcode),
    };
}
