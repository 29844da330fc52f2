using MiniLogin.Users;

namespace MiniLogin.Cli.Users;

/// <param name="Unlinked">Whether an operator unlinked the user from their person.</param>
/// <param name="HasPhone">Whether a phone number is bound; the number itself is not shown.</param>
internal sealed record UserDocument(
    string UserKey,
    string AppId,
    string OpenId,
    string? UnionId,
    string? PersonId,
    bool Unlinked,
    string? NickName,
    string? AvatarUrl,
    bool HasPhone,
    bool Blocked,
    DateTimeOffset FirstLoginAt,
    DateTimeOffset LastLoginAt,
    long LoginCount)
{
    /// <param name="user">As shown: with the URL of the stored picture.</param>
    public static UserDocument From(User user) => new(
        user.Key.ToString(),
        user.AppId.ToString(),
        user.OpenId,
        user.UnionId,
        user.PersonId,
        user.IsUnlinked,
        user.Profile?.NickName,
        user.Profile?.AvatarUrl,
        user.SealedPhone is not null,
        user.IsBlocked,
        user.FirstLoginAt,
        user.LastLoginAt,
        user.LoginCount);
}
