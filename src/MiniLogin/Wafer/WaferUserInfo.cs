using MiniLogin.Sessions;
using MiniLogin.Users;

namespace MiniLogin.Wafer;

/// <summary>userinfo as wx.getUserInfo named it, in both dialects; what is not known is absent.</summary>
public sealed record WaferUserInfo(string OpenId, string? UnionId, string? NickName, string? AvatarUrl, int? Gender, string? Language, string? City, string? Province, string? Country)
{
    public static WaferUserInfo From(User user) => new(
        user.OpenId,
        user.UnionId,
        user.Profile?.NickName,
        user.Profile?.AvatarUrl,
        user.Profile?.Gender,
        user.Profile?.Language,
        user.Profile?.City,
        user.Profile?.Province,
        user.Profile?.Country);

    public static WaferUserInfo From(Session session) => new(session.OpenId, session.UnionId, null, null, null, null, null, null, null);
}
