namespace MiniLogin.Wafer;

/// <summary>The request headers of wafer-client-sdk (v1) and wafer2-client-sdk (v2).</summary>
public static class WaferHeaders
{
    public const string Prefix = "X-WX-";
    public const string Code = "X-WX-Code";
    public const string EncryptedData = "X-WX-Encrypted-Data";
    public const string Iv = "X-WX-IV";
    public const string Id = "X-WX-Id";
    public const string Skey = "X-WX-Skey";
}
