using MiniLogin.Functions.Wafer;
using MiniLogin.Login;

namespace MiniLogin.Functions.Answers;

/// <param name="ExpiresAt">RFC 3339, UTC.</param>
/// <param name="Profile">"rejected" if the sent profile failed verification; otherwise absent.</param>
internal sealed record LoginAnswer(string Token, DateTime ExpiresAt, DateTime AbsoluteExpiresAt, bool IsNewUser, WaferUserInfo User, string? Profile)
{
    public static LoginAnswer From(LoginOutcome.LoggedIn login) => new(
        login.Token.Reveal(),
        login.Session.ExpiresAt.UtcDateTime,
        login.Session.AbsoluteExpiresAt.UtcDateTime,
        login.User.LoginCount == 1,
        WaferUserInfo.From(login.User),
        login.ProfileRejected ? "rejected" : null);
}
