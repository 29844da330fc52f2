namespace MiniLogin.Wafer;

/// <summary>The values of <c>error</c> that the Wafer clients know.</summary>
public static class WaferErrors
{
    public const string HeaderMissed = "ERR_HEADER_MISSED";
    public const string LoginFailed = "ERR_LOGIN_FAILED";
    public const string InvalidSession = "ERR_INVALID_SESSION";
}
