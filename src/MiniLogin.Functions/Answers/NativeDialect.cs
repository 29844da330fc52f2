using Amazon.Lambda.APIGatewayEvents;
using MiniLogin.Account;
using MiniLogin.Functions.Wafer;
using MiniLogin.Login;
using MiniLogin.Sessions;
using MiniLogin.Users;

namespace MiniLogin.Functions.Answers;

/// <summary>The native format: plain JSON, and problem documents for failures.</summary>
internal sealed class NativeDialect : IDialect
{
    private NativeDialect()
    {
    }

    public static NativeDialect Instance { get; } = new();

    public APIGatewayHttpApiV2ProxyResponse LoggedIn(LoginOutcome.LoggedIn login) => Answer.Ok(LoginAnswer.From(login), AnswerJson.Default.LoginAnswer);

    public APIGatewayHttpApiV2ProxyResponse Shown(Session session) => Answer.Ok(SessionAnswer.From(session), AnswerJson.Default.SessionAnswer);

    public APIGatewayHttpApiV2ProxyResponse Shown(User user) => Answer.Ok(WaferUserInfo.From(user), AnswerJson.Default.WaferUserInfo);

    public APIGatewayHttpApiV2ProxyResponse Shown(BoundPhone phone) => Answer.Ok(PhoneAnswer.From(phone), AnswerJson.Default.PhoneAnswer);

    public APIGatewayHttpApiV2ProxyResponse Shown(SessionsAnswer sessions) => Answer.Ok(sessions, AnswerJson.Default.SessionsAnswer);

    public APIGatewayHttpApiV2ProxyResponse Shown(ExportAnswer export) => Answer.Ok(export, AnswerJson.Default.ExportAnswer);

    public APIGatewayHttpApiV2ProxyResponse Shown(AvatarAnswer avatar) => Answer.Ok(avatar, AnswerJson.Default.AvatarAnswer);

    public APIGatewayHttpApiV2ProxyResponse Done() => Answer.Empty();

    public APIGatewayHttpApiV2ProxyResponse Failed(Failure failure) => Problems.Of(failure);
}
