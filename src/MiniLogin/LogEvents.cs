namespace MiniLogin;

/// <summary>The values of <c>Event</c> in the log. They never change, because metric filters and alarms count them.</summary>
internal static class LogEvents
{
    public const string LoginSucceeded = "login_succeeded";
    public const string LoginRepeated = "login_repeated";
    public const string ProfileRejected = "profile_rejected";
    public const string RequestInvalid = "request_invalid";
    public const string CodeRejected = "code_rejected";
    public const string UserBlocked = "user_blocked";
    public const string AppUnknown = "app_unknown";
    public const string AppMisconfigured = "app_misconfigured";
    public const string WeChatQuota = "wechat_quota";
    public const string WeChatUnavailable = "wechat_unavailable";
    public const string WeChatRefused = "wechat_refused";
    public const string WeChatErrCodeUnknown = "wechat_errcode_unknown";
    public const string OperatorNeeded = "operator_needed";
    public const string WeChatNoAnswer = "wechat_no_answer";
    public const string WeChatUnusable = "wechat_unusable";
    public const string StoreUnavailable = "store_unavailable";
    public const string SessionEnded = "session_ended";
    public const string SessionsEnded = "sessions_ended";
    public const string SessionsNotCapped = "sessions_not_capped";
    public const string TooManyLogins = "too_many_logins";
    public const string TooManyUploads = "too_many_uploads";
    public const string SessionNotEnded = "session_not_ended";
    public const string SessionNotExtended = "session_not_extended";
    public const string SessionOfUnknownApp = "session_of_unknown_app";
    public const string SessionOfDisabledApp = "session_of_disabled_app";
    public const string SessionNotSuperseded = "session_not_superseded";
    public const string UserDeleted = "user_deleted";
    public const string TooManyCodes = "too_many_codes";
    public const string NotOffered = "not_offered";
    public const string PhoneBound = "phone_bound";
    public const string PhoneRejected = "phone_rejected";
    public const string PhoneNotBound = "phone_not_bound";
    public const string AccessTokenGiven = "access_token_given";
    public const string AccessTokenRefreshed = "access_token_refreshed";
    public const string IpNotAllowed = "ip_not_allowed";
    public const string ComponentPush = "component_push";
    public const string ComponentPushRefused = "component_push_refused";
    public const string SessionKeyReset = "session_key_reset";
    public const string AppNotRefreshed = "app_not_refreshed";
    public const string AppNotPrepared = "app_not_prepared";
    public const string AvatarNotRemoved = "avatar_not_removed";
    public const string Internal = "internal";

    /// <summary>The function cannot start, for example because a setting is out of range. The process ends.</summary>
    public const string StartFailed = "start_failed";

    /// <summary>A message without an event: from a library, or from a function of your own.</summary>
    public const string Other = "other";
}
