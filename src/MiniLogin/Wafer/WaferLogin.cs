using System.Text.Json.Serialization;

namespace MiniLogin.Wafer;

/// <summary>What a v2 client keeps, whole, on the phone: so there is nothing else in it.</summary>
/// <param name="Skey">Absent when an existing session is shown.</param>
/// <param name="Time">When the session began, epoch seconds.</param>
public sealed record WaferLogin(string? Skey, [property: JsonPropertyName("userinfo")] WaferUserInfo UserInfo, long Time);
