namespace MiniLogin.Wafer;

/// <summary>What a v2 client keeps, whole, on the phone: so there is nothing else in it.</summary>
/// <param name="Skey">Absent when an existing session is shown.</param>
/// <param name="Time">When the session began, epoch seconds.</param>
public sealed record WaferLogin(string? Skey, WaferUserInfo UserInfo, long Time)
{
    [System.Text.Json.Serialization.JsonPropertyName("userinfo")]
    public WaferUserInfo UserInfo { get; init; } = UserInfo;
}
