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

    /// <param name="ProfileRejected">A profile was sent and did not verify, as a whole.</param>
    public sealed record LoggedIn(Session Session, SessionToken Token, User User, bool ProfileRejected) : LoginOutcome;

    /// <param name="Field">As <see cref="LoginRequest"/> and <c>POST /login</c> name it.</param>
    /// <param name="Reason">Follows the field's name: "is missing".</param>
    public sealed record RequestInvalid(string Field, string Reason) : LoginOutcome;

    /// <summary>The code is unknown, expired or used: the mini program calls wx.login again.</summary>
    public sealed record CodeRejected : LoginOutcome;

    /// <summary>WeChat or the operator blocks this user.</summary>
    public sealed record UserBlocked : LoginOutcome;

    /// <summary>This user has logged in too often within the minute.</summary>
    public sealed record TooManyLogins : LoginOutcome;

    /// <summary>The app is not registered, disabled, or not named at all.</summary>
    public sealed record AppUnknown : LoginOutcome;

    public sealed record Failed(WeChatFailure Failure) : LoginOutcome;
}
