using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.APIGatewayEvents;
using MiniLogin.Functions.Pipeline;
using MiniLogin.Functions.Wafer;
using MiniLogin.Login;
using MiniLogin.Sessions;

namespace MiniLogin.Functions.Native;

/// <summary>The native format: plain JSON, and problem documents for failures.</summary>
internal sealed class NativeFormat : IResponseFormat
{
    private readonly bool _isForEveryone;

    private NativeFormat(bool isForEveryone) => _isForEveryone = isForEveryone;

    public static NativeFormat Instance { get; } = new(isForEveryone: false);

    /// <summary>
    /// For requests without credentials. A Wafer v1 client that has no session sends no header of its own, and only logs in if the
    /// answer has the magic key.
    /// </summary>
    public static NativeFormat ForEveryone { get; } = new(isForEveryone: true);

    public APIGatewayHttpApiV2ProxyResponse LoggedIn(LoginOutcome.LoggedIn login, string publicUrl) => Answer.Ok(LoginAnswer.From(login, publicUrl), AnswerJson.Default.LoginAnswer);

    public APIGatewayHttpApiV2ProxyResponse Ok(Session session) => Answer.Ok(SessionAnswer.From(session), AnswerJson.Default.SessionAnswer);

    public APIGatewayHttpApiV2ProxyResponse Ok<T>(T answer, JsonTypeInfo<T> native, JsonTypeInfo<WaferBody<T>> wafer) => Answer.Ok(answer, native);

    public APIGatewayHttpApiV2ProxyResponse Done() => Answer.Empty();

    public APIGatewayHttpApiV2ProxyResponse Failed(Failure failure) =>
        Problems.From(failure, isForWafer: _isForEveryone && failure.WaferError == WaferErrors.InvalidSession);
}

/// <param name="ExpiresAt">RFC 3339, UTC.</param>
/// <param name="Profile">"rejected" if the sent profile failed verification; otherwise absent.</param>
/// <param name="Phone">"bound", "rejected" or "unavailable" if a phone code was sent; otherwise absent.</param>
internal sealed record LoginAnswer(string Token, DateTime ExpiresAt, DateTime AbsoluteExpiresAt, bool IsNewUser, WaferUserInfo User, string? Profile, string? Phone)
{
    public static LoginAnswer From(LoginOutcome.LoggedIn login, string publicUrl) => new(
        login.Token.Reveal(),
        login.Session.ExpiresAt.UtcDateTime,
        login.Session.AbsoluteExpiresAt.UtcDateTime,
        login.User.LoginCount == 1,
        WaferUserInfo.From(login.User, publicUrl),
        login.ProfileRejected ? "rejected" : null,
        login.Phone switch
        {
            null => null,
            LoginPhone.Bound => "bound",
            LoginPhone.Rejected => "rejected",
            _ => "unavailable",
        });
}

/// <summary>A session and its user. Times are RFC 3339, UTC.</summary>
internal sealed record SessionAnswer(string Id, DateTime CreatedAt, DateTime LastSeenAt, DateTime ExpiresAt, DateTime AbsoluteExpiresAt, WaferUserInfo User)
{
    public static SessionAnswer From(Session session) => new(
        session.Id,
        session.CreatedAt.UtcDateTime,
        session.LastSeenAt.UtcDateTime,
        session.ExpiresAt.UtcDateTime,
        session.AbsoluteExpiresAt.UtcDateTime,
        WaferUserInfo.From(session));
}
