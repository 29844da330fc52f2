using System.Text.Json.Serialization;
using MiniLogin.Sessions;
using MiniLogin.Users;

namespace MiniLogin.Functions.Wafer;

/// <summary>
/// A response body for both Wafer clients: v1 looks for the magic key, v2 for code. Clients treat the magic key or code -1 as an
/// answer about the session, so other responses must have neither.
/// </summary>
internal sealed record WaferBody<T>
{
    /// <summary>1 or absent.</summary>
    [JsonPropertyName(WaferHeaders.MagicKey)]
    public int? Magic { get; init; }

    /// <summary>For v1 clients, after a login.</summary>
    public WaferSession? Session { get; init; }

    /// <summary>For v2 clients: 0 is success, -1 means log in again.</summary>
    public int Code { get; init; }

    public T? Data { get; init; }

    public string? Error { get; init; }

    public string? Message { get; init; }
}

/// <summary>What a v1 client stores and sends as X-WX-Id and X-WX-Skey.</summary>
internal sealed record WaferSession(string Id, string Skey);

/// <summary>What a v2 client stores on the phone in full, so it must not contain anything else.</summary>
/// <param name="Skey">Absent if an existing session is shown.</param>
/// <param name="Time">When the session began, in epoch seconds.</param>
internal sealed record WaferLogin(string? Skey, [property: JsonPropertyName("userinfo")] WaferUserInfo UserInfo, long Time);

/// <summary>A profile with the member names of wx.getUserInfo, in both formats. Unknown members are absent.</summary>
internal sealed record WaferUserInfo(string OpenId, string? UnionId, string? NickName, string? AvatarUrl, int? Gender, string? Language, string? City, string? Province, string? Country, string? PersonId = null)
{
    /// <param name="publicUrl">See <see cref="Pipeline.ApiCall.PublicUrl"/>.</param>
    public static WaferUserInfo From(User user, string publicUrl)
    {
        var profile = user.ShownAt(publicUrl).Profile;
        return new(user.OpenId, user.UnionId, profile?.NickName, profile?.AvatarUrl, profile?.Gender, profile?.Language, profile?.City, profile?.Province, profile?.Country, user.PersonId);
    }

    public static WaferUserInfo From(Session session) => new(session.OpenId, session.UnionId, null, null, null, null, null, null, null, session.PersonId);
}

/// <summary>The request headers of wafer-client-sdk (v1) and wafer2-client-sdk (v2), and the member by which v1 knows an answer about the session.</summary>
internal static class WaferHeaders
{
    public const string MagicKey = "F2C224D4-2BCE-4C64-AF9F-A6D872000D1A";
    public const string Prefix = "X-WX-";
    public const string Code = "X-WX-Code";
    public const string EncryptedData = "X-WX-Encrypted-Data";
    public const string Iv = "X-WX-IV";
    public const string Id = "X-WX-Id";
    public const string Skey = "X-WX-Skey";
}

/// <summary>The values of <c>error</c> that the Wafer clients know.</summary>
internal static class WaferErrors
{
    public const string HeaderMissed = "ERR_HEADER_MISSED";
    public const string LoginFailed = "ERR_LOGIN_FAILED";
    public const string InvalidSession = "ERR_INVALID_SESSION";
}
