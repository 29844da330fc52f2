using System.Text.RegularExpressions;
using static MiniLogin.WeChat.WeChatApi;

namespace MiniLogin.WeChat;

/// <summary>
/// What each errcode means, for each call of WeChat and WeCom. The documents of WeChat are incomplete: 40163, 40164, 40243 and 45009 also come from code2Session.
/// https://developers.weixin.qq.com/doc/oplatform/developers/errCode/errCode.html, for WeCom https://developer.work.weixin.qq.com/document/path/90313
/// </summary>
internal static partial class ErrCodes
{
    public const int Ok = 0;
    public const int Busy = -1;
    public const int InvalidSecret = 40125;
    public const int CodeUsed = 40163;
    public const int IpNotAllowed = 40164;

    /// <summary>WeCom's errcode for an address that is not one of the app's trusted IPs (企业可信IP). gettoken never answers it.</summary>
    public const int IpNotTrusted = 60020;

    public const int TicketExpired = 61005;
    public const int TicketInvalid = 61006;
    public const int NotAuthorized = 61003;
    public const int ComponentIpNotAllowed = 61004;
    public const int RefreshTokenInvalid = 61023;

    public const string NoTicket = "the third-party platform has no valid component_verify_ticket; run minilogin component start-push, and look for the event component_push_refused";
    public const string AuthorizeAgain = "the merchant must authorise the third-party platform again";

    private const int ComponentBusy = 61450;

    private const WeChatApi Credentialed = Code2Session | StableToken;
    private const WeChatApi SessionKeys = CheckSession | ResetUserSessionKey;
    private const WeChatApi Authorized = GetUserPhoneNumber | SessionKeys;
    private const WeChatApi All = Credentialed | Authorized;
    private const WeChatApi WeCom = GetToken | WeComCode2Session;
    private const WeChatApi ComponentSecret = ComponentToken | StartPushTicket;
    private const WeChatApi OfAuthorizer = ComponentCode2Session | AuthorizerToken | AuthorizerInfo;
    private const WeChatApi WithComponentToken = OfAuthorizer | QueryAuth | AuthorizerList;
    private const WeChatApi Component = ComponentSecret | WithComponentToken;
    private const WeChatApi Exchanges = Code2Session | WeComCode2Session | ComponentCode2Session;

    private const string OurRequest = "WeChat did not understand the request; check WeChatUrl and any proxy in between, and update MiniLogin";
    private const string Frozen = "WeChat restricts this app; read the notices in its console, mp.weixin.qq.com";
    private const string NoPermission = "the app may not use this API; it may lack verification, or its owner is an individual";
    private const string SigningIsOn = "API signing is on in WeChat's console, but MiniLogin does not sign; switch it off for getuserphonenumber, checksession and resetusersessionkey";
    private const string Unknown = "look the errcode up in WeChat's list, https://developers.weixin.qq.com/doc/oplatform/developers/errCode/errCode.html";
    private const string UnknownAtWeCom = "look the errcode up in WeCom's list, https://developer.work.weixin.qq.com/document/path/90313";

    private static readonly Row[] Rows =
    [
        new([40029], Code2Session | GetUserPhoneNumber, ErrCodeClass.NewCode),
        new([CodeUsed], Code2Session, ErrCodeClass.NewCode, MayBeUsed: true),
        new([41008], Code2Session, ErrCodeClass.NewCode),
        // Which of these WeChat answers for a phone code of another user or app is not documented. 40013 cannot be this app's own id:
        // then there would be no access_token.
        new([40003, 40013, CodeUsed, 43104, 61010], GetUserPhoneNumber, ErrCodeClass.NewCode),
        new([40097], GetUserPhoneNumber, ErrCodeClass.NewCode, "getuserphonenumber rejected its arguments; if API signing is on for it in WeChat's console, switch it off"),

        new([40226], Code2Session, ErrCodeClass.Blocked),

        new([45011], All, ErrCodeClass.MinuteQuota),
        new([45009], All, ErrCodeClass.DayQuota, "the quota of the day is used up; look for a client that calls wx.login at every start, and clear the quota in WeChat's console or with clear_quota, ten times a month at most"),

        new([40001, 40014, 42001], Authorized, ErrCodeClass.VoidToken),

        new([40003, 87007, 87009], SessionKeys, ErrCodeClass.StaleKey),

        new([40001], StableToken, ErrCodeClass.Operator, "the AppSecret is wrong; run minilogin apps rotate-secret"),
        new([InvalidSecret], Credentialed, ErrCodeClass.Operator, "the AppSecret is wrong or was reset; run minilogin apps rotate-secret"),
        new([40013], Credentialed, ErrCodeClass.Operator, "the AppID is wrong or was cancelled; compare it with the one in WeChat's console, and register that one"),
        new([41002, 41004], Credentialed, ErrCodeClass.Operator, "the AppID or AppSecret is empty; register the app again"),
        new([40243], Credentialed, ErrCodeClass.Operator, "the AppSecret is frozen; unfreeze it in WeChat's console"),
        new([IpNotAllowed], All, ErrCodeClass.Operator, "add the address that the event ip_not_allowed shows to the app's IP allow list in WeChat's console, or switch the list off"),
        new([89501, 89503], StableToken, ErrCodeClass.Operator, "WeChat has asked the app's administrator to allow this server's IP address; confirm the message in WeChat"),
        new([89506, 89507], StableToken, ErrCodeClass.Operator, "the app's administrator refused this server's IP address; add it to the IP allow list in WeChat's console, or wait an hour (89507) or a day (89506)"),
        new([50002], Credentialed | GetUserPhoneNumber, ErrCodeClass.Operator, Frozen),
        new([50004, 50007], StableToken, ErrCodeClass.Operator, Frozen),
        new([48004], Authorized, ErrCodeClass.Operator, Frozen),
        new([48001, 50001], Authorized, ErrCodeClass.Operator, NoPermission),
        new([61007], Authorized, ErrCodeClass.Operator, "the app has not granted this permission set to its third-party platform"),
        new([61014, 61024], StableToken, ErrCodeClass.Operator, "the AppID is not that of a mini program; a third-party platform cannot be registered"),
        new([.. Enumerable.Range(40230, 11)], Authorized, ErrCodeClass.Operator, SigningIsOn),
        new([40066], All, ErrCodeClass.Operator, "WeChat does not know the path; check WeChatUrl"),
        new([40002], StableToken, ErrCodeClass.Operator, OurRequest),
        new([43001, 43002, 43003, 44002, 47001], StableToken | GetUserPhoneNumber, ErrCodeClass.Operator, OurRequest),
        new([41001], Authorized, ErrCodeClass.Operator, OurRequest),
        new([40097], SessionKeys, ErrCodeClass.Operator, "checksession or resetusersessionkey rejected its arguments; if API signing is on for it in WeChat's console, switch it off"),
        new([87008], SessionKeys, ErrCodeClass.Operator, OurRequest),

        new([40029], WeComCode2Session, ErrCodeClass.NewCode, MayBeUsed: true),
        new([40014, 42001], WeComCode2Session, ErrCodeClass.VoidToken),
        new([45009], WeCom, ErrCodeClass.MinuteQuota, "WeCom's limit of calls for this corp or this server's address is used up, and it blocks further calls for a minute or an hour; look for clients that call wx.qy.login at every start, and for logins that fail"),
        new([45033], WeCom, ErrCodeClass.Outage, "too many calls to WeCom at the same time; if this goes on, lower the throttle of POST /login"),
        new([40001, 40091], GetToken, ErrCodeClass.Operator, "the Secret of the WeCom app is wrong or was reset; run minilogin apps rotate-secret"),
        new([40013], WeCom, ErrCodeClass.Operator, "the corpid is wrong; compare it with the one in WeCom's console (我的企业 > 企业ID), and register that one"),
        new([41002, 41004], GetToken, ErrCodeClass.Operator, "the corpid or Secret is empty; register the app again"),
        new([48002], WeCom, ErrCodeClass.Operator, "the WeCom app is not linked with this mini program; link it in WeCom's console (应用管理 > 小程序), and register the app with the AgentId and Secret that are shown there"),
        new([IpNotTrusted], WeCom, ErrCodeClass.Operator, "add the address that the event ip_not_allowed shows to the app's trusted IPs (企业可信IP) in WeCom's console; the functions need a fixed address for that"),
        new([40066], WeCom, ErrCodeClass.Operator, "WeCom does not know the path; check the app's base URL, or WeComUrl"),
        new([41001], WeComCode2Session, ErrCodeClass.Operator, OurRequest),

        new([40029, 41008], ComponentCode2Session, ErrCodeClass.NewCode),
        new([CodeUsed], ComponentCode2Session, ErrCodeClass.NewCode, MayBeUsed: true),
        new([40226], ComponentCode2Session, ErrCodeClass.Blocked),
        // Of the authorization_code, which only the merchant can renew.
        new([61009, 61010], QueryAuth, ErrCodeClass.NewCode),
        new([40001, 40014, 42001], WithComponentToken, ErrCodeClass.VoidToken),
        new([ComponentBusy], Component, ErrCodeClass.Outage),
        new([45011], Component, ErrCodeClass.MinuteQuota),
        new([45009], Component, ErrCodeClass.DayQuota, "the third-party platform's quota of the day is used up; look for a client that calls wx.login at every start"),
        new([40001, InvalidSecret], ComponentSecret, ErrCodeClass.Operator, "the third-party platform's secret is wrong or was reset; run minilogin component set"),
        new([41004], ComponentSecret, ErrCodeClass.Operator, "the third-party platform's secret is empty; run minilogin component set"),
        new([TicketExpired, TicketInvalid], Component, ErrCodeClass.Operator, NoTicket),
        new([40013], Component, ErrCodeClass.Operator, "the appid of the third-party platform or of the merchant is wrong or was cancelled; compare it with WeChat's consoles"),
        new([61011], Component, ErrCodeClass.Operator, "the appid of the third-party platform is wrong, perhaps that of a mini program; run minilogin component set with the one in WeChat's console"),
        new([ComponentIpNotAllowed, 45035, IpNotAllowed], Component, ErrCodeClass.Operator, "add the address that the event ip_not_allowed shows to the third-party platform's IP list in WeChat's console; the functions need a fixed address for that"),
        new([48001], Component, ErrCodeClass.Operator, "the third-party platform may not use this API; it must have passed WeChat's review, and the merchant must be verified for it"),
        new([NotAuthorized], OfAuthorizer, ErrCodeClass.Operator, "the merchant has not authorised the third-party platform, or no longer does; run minilogin component reconcile"),
        new([61007], OfAuthorizer, ErrCodeClass.Operator, "the merchant has not granted this permission set (权限集) to the third-party platform"),
        new([RefreshTokenInvalid], AuthorizerToken, ErrCodeClass.Operator, AuthorizeAgain),
        new([42007], OfAuthorizer | Authorized, ErrCodeClass.Operator, "the merchant changed the password, so " + AuthorizeAgain),
        new([50002], ComponentCode2Session, ErrCodeClass.Operator, Frozen),
        new([40066], Component, ErrCodeClass.Operator, "WeChat does not know the path; check WeChatUrl"),
        new([41018], Component, ErrCodeClass.Operator, OurRequest),
        new([41001, 41021, 61014, 61024], WithComponentToken, ErrCodeClass.Operator, OurRequest),
        new([43002, 44002, 47001], Component & ~ComponentCode2Session, ErrCodeClass.Operator, OurRequest),
    ];

    /// <summary>All errcodes in the table, each once.</summary>
    public static IEnumerable<int> Known => Rows.SelectMany(row => row.ErrCodes).Distinct();

    /// <summary>
    /// Returns the class of an errcode other than 0, and what the operator must do, if anything. Negative errcodes are outages.
    /// An unknown positive one gets no new code from the client: a client that logs in again would use up the app's quota.
    /// </summary>
    public static (ErrCodeClass Class, string? WhatToDo) Classify(WeChatApi api, int errCode) =>
        errCode < 0 ? (ErrCodeClass.Outage, null)
        : Find(api, errCode) is { } row ? (row.Class, row.WhatToDo)
        : (ErrCodeClass.Unknown, WeCom.HasFlag(api) ? UnknownAtWeCom : Unknown);

    /// <param name="isResent">The call was sent twice.</param>
    public static WeChatFailure Failure(WeChatApi api, int errCode, bool isResent) => Classify(api, errCode) switch
    {
        (ErrCodeClass.NewCode, _) => new WeChatFailure.CodeRejected(Find(api, errCode)!.MayBeUsed, isResent),
        (ErrCodeClass.Blocked, _) => new WeChatFailure.UserBlocked(),
        (ErrCodeClass.MinuteQuota, _) => new WeChatFailure.Quota(OfDay: false),
        (ErrCodeClass.DayQuota, _) => new WeChatFailure.Quota(OfDay: true),
        (ErrCodeClass.VoidToken, _) => new WeChatFailure.TokenVoid(),
        (ErrCodeClass.StaleKey, _) => new WeChatFailure.KeyStale(),
        (ErrCodeClass.Operator, { } whatToDo) => new WeChatFailure.Misconfigured(errCode, whatToDo),
        (ErrCodeClass.Unknown, { } whatToDo) when !Exchanges.HasFlag(api) => new WeChatFailure.Misconfigured(errCode, whatToDo),
        _ => new WeChatFailure.Unavailable(),
    };

    /// <summary>Whether WeChat asks for the same call again, a moment later.</summary>
    public static bool IsBusy(WeChatApi api, int? errCode) => errCode == Busy || (errCode == ComponentBusy && Component.HasFlag(api));

    /// <summary>Whether the app or the third-party platform has a list of allowed addresses without this server's.</summary>
    public static bool IsOfAddress(int errCode) => errCode is IpNotAllowed or IpNotTrusted or ComponentIpNotAllowed or 45035;

    /// <summary>Returns the IP address that errmsg names for 40164, 60020 or 61004, the one to add to the allow list. For the operator only.</summary>
    public static string? RejectedAddress(string? errMsg) => AddressPattern().Match(errMsg ?? "") is { Success: true } match ? match.Groups["ip"].Value : null;

    private static Row? Find(WeChatApi api, int errCode) => Array.Find(Rows, row => row.ErrCodes.Contains(errCode) && row.Apis.HasFlag(api));

    [GeneratedRegex("(invalid ip|from ip:|requestIP:) ?(?<ip>[0-9a-f.:]{2,45})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex AddressPattern();

    /// <param name="MayBeUsed">Whether the code may have been used, so that its login may have succeeded.</param>
    private sealed record Row(int[] ErrCodes, WeChatApi Apis, ErrCodeClass Class, string? WhatToDo = null, bool MayBeUsed = false);
}

/// <summary>What has to happen after an errcode.</summary>
internal enum ErrCodeClass
{
    /// <summary>Not in the table. Needs the operator's attention.</summary>
    Unknown,

    /// <summary>The client gets a new code.</summary>
    NewCode,

    /// <summary>The client waits a minute.</summary>
    MinuteQuota,

    /// <summary>The client waits an hour, and the operator finds the cause.</summary>
    DayQuota,

    /// <summary>The user cannot log in.</summary>
    Blocked,

    /// <summary>The operator changes something.</summary>
    Operator,

    /// <summary>The server renews the access_token once and repeats the call once.</summary>
    VoidToken,

    /// <summary>The user's next login brings the new session_key.</summary>
    StaleKey,

    /// <summary>The client tries again.</summary>
    Outage,
}

/// <summary>The calls of the server APIs of WeChat and WeCom that MiniLogin makes.</summary>
[Flags]
internal enum WeChatApi
{
    None = 0,
    Code2Session = 1,
    StableToken = 2,
    GetUserPhoneNumber = 4,
    CheckSession = 8,
    ResetUserSessionKey = 16,
    GetToken = 32,
    WeComCode2Session = 64,
    ComponentToken = 128,
    StartPushTicket = 256,
    ComponentCode2Session = 512,
    QueryAuth = 1024,
    AuthorizerToken = 2048,
    AuthorizerList = 4096,
    AuthorizerInfo = 8192,
}

internal static class WeChatApiExtensions
{
    /// <summary>The name in the documentation of WeChat or WeCom.</summary>
    public static string Name(this WeChatApi api) => api switch
    {
        WeChatApi.Code2Session => "code2Session",
        WeChatApi.StableToken => "stable_token",
        WeChatApi.GetUserPhoneNumber => "getuserphonenumber",
        WeChatApi.CheckSession => "checksession",
        WeChatApi.ResetUserSessionKey => "resetusersessionkey",
        WeChatApi.GetToken => "gettoken",
        WeChatApi.WeComCode2Session => "miniprogram/jscode2session",
        WeChatApi.ComponentToken => "api_component_token",
        WeChatApi.StartPushTicket => "api_start_push_ticket",
        WeChatApi.ComponentCode2Session => "component/jscode2session",
        WeChatApi.QueryAuth => "api_query_auth",
        WeChatApi.AuthorizerToken => "api_authorizer_token",
        WeChatApi.AuthorizerList => "api_get_authorizer_list",
        WeChatApi.AuthorizerInfo => "api_get_authorizer_info",
        _ => throw new ArgumentOutOfRangeException(nameof(api)),
    };

    /// <summary>Whether WeChat may get the call twice. A second exchange at worst answers that the code is used.</summary>
    public static bool IsRepeatable(this WeChatApi api) => api is not (WeChatApi.GetUserPhoneNumber or WeChatApi.ResetUserSessionKey or WeChatApi.ComponentToken or WeChatApi.QueryAuth or WeChatApi.AuthorizerToken);
}
