using MiniLogin.Sessions;
using MiniLogin.Users;
using MiniLogin.WeChat;

namespace MiniLogin.Login;

/// <summary>The result of a login.</summary>
internal abstract record LoginOutcome
{
    private LoginOutcome()
    {
    }

    /// <param name="ProfileRejected">A profile was sent and failed verification.</param>
    public sealed record LoggedIn(Session Session, SessionToken Token, User User, bool ProfileRejected) : LoginOutcome;

    /// <param name="Field">The name of the field in <c>POST /login</c>, as in <see cref="LoginRequest"/>.</param>
    /// <param name="Reason">Follows the field's name: "is missing".</param>
    public sealed record RequestInvalid(string Field, string Reason) : LoginOutcome;

    /// <summary>The code is unknown, expired or used. The mini program must call wx.login again.</summary>
    public sealed record CodeRejected : LoginOutcome;

    /// <summary>WeChat or the operator blocks this user.</summary>
    public sealed record UserBlocked : LoginOutcome;

    /// <summary>This user has logged in too often within the minute.</summary>
    public sealed record TooManyLogins : LoginOutcome;

    /// <summary>The app is not registered or disabled, or the request names none.</summary>
    public sealed record AppUnknown : LoginOutcome;

    public sealed record Failed(WeChatFailure Failure) : LoginOutcome;
}
