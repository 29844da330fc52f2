namespace MiniLogin.WeChat;

/// <summary>WeChat's errcodes, as far as they are told apart; 40163 and 40243 are seen live but not in WeChat's tables.</summary>
internal static class ErrCode
{
    public const int Ok = 0;
    public const int Busy = -1;
    public const int InvalidCredential = 40001;
    public const int InvalidAppId = 40013;
    public const int CodeInvalid = 40029;
    public const int InvalidSecret = 40125;
    public const int CodeUsed = 40163;
    public const int IpNotAllowed = 40164;
    public const int UserBlocked = 40226;
    public const int AppFrozen = 40243;
    public const int AppIdMissing = 41002;
    public const int SecretMissing = 41004;
    public const int CodeMissing = 41008;
    public const int AccessTokenExpired = 42001;
    public const int DailyQuota = 45009;
    public const int Quota = 45011;
    public const int ApiNotAllowed = 48001;
    public const int SignatureInvalid = 87009;
}
