namespace MiniLogin.WeChat;

/// <summary>The errcodes of code2Session; 40163 and 40243 are seen live but not in WeChat's table.</summary>
internal static class ErrCode
{
    public const int Ok = 0;
    public const int Busy = -1;
    public const int InvalidAppId = 40013;
    public const int CodeInvalid = 40029;
    public const int InvalidSecret = 40125;
    public const int CodeUsed = 40163;
    public const int UserBlocked = 40226;
    public const int AppFrozen = 40243;
    public const int AppIdMissing = 41002;
    public const int SecretMissing = 41004;
    public const int CodeMissing = 41008;
    public const int Quota = 45011;
}
