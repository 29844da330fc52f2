using MiniLogin.Sessions;
using MiniLogin.Users;

namespace MiniLogin.Functions.Answers;

/// <summary>A user, as the user may see themselves.</summary>
internal sealed record UserAnswer(string OpenId, string? UnionId, string? NickName = null, string? AvatarUrl = null, int? Gender = null, string? Language = null, string? City = null, string? Province = null, string? Country = null)
{
    public static UserAnswer From(User user) => new(
        user.OpenId,
        user.UnionId,
        user.Profile?.NickName,
        user.Profile?.AvatarUrl,
        user.Profile?.Gender,
        user.Profile?.Language,
        user.Profile?.City,
        user.Profile?.Province,
        user.Profile?.Country);

    public static UserAnswer From(Session session) => new(session.OpenId, session.UnionId);
}
