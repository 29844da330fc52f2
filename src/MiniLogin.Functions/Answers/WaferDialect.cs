using Amazon.Lambda.APIGatewayEvents;
using MiniLogin.Account;
using MiniLogin.Functions.Wafer;
using MiniLogin.Login;
using MiniLogin.Sessions;
using MiniLogin.Users;

namespace MiniLogin.Functions.Answers;

/// <summary>The format of the Wafer servers, for both v1 and v2 clients.</summary>
internal sealed class WaferDialect : IDialect
{
    private WaferDialect()
    {
    }

    public static WaferDialect Instance { get; } = new();

    public APIGatewayHttpApiV2ProxyResponse LoggedIn(LoginOutcome.LoggedIn login) => Answer.Ok(
        new WaferBody<WaferLogin>
        {
            Magic = 1,
            Session = new(login.Token.Id, login.Token.RevealSecret()),
            Data = new(login.Token.Reveal(), WaferUserInfo.From(login.User), login.Session.CreatedAt.ToUnixTimeSeconds()),
        },
        AnswerJson.Default.WaferBodyWaferLogin);

    public APIGatewayHttpApiV2ProxyResponse Shown(Session session) => Answer.Ok(
        new WaferBody<WaferLogin> { Data = new(null, WaferUserInfo.From(session), session.CreatedAt.ToUnixTimeSeconds()) },
        AnswerJson.Default.WaferBodyWaferLogin);

    public APIGatewayHttpApiV2ProxyResponse Shown(User user) => Answer.Ok(
        new WaferBody<WaferUserInfo> { Data = WaferUserInfo.From(user) },
        AnswerJson.Default.WaferBodyWaferUserInfo);

    public APIGatewayHttpApiV2ProxyResponse Shown(BoundPhone phone) => Answer.Ok(
        new WaferBody<PhoneAnswer> { Data = PhoneAnswer.From(phone) },
        AnswerJson.Default.WaferBodyPhoneAnswer);

    public APIGatewayHttpApiV2ProxyResponse Shown(SessionsAnswer sessions) => Answer.Ok(
        new WaferBody<SessionsAnswer> { Data = sessions },
        AnswerJson.Default.WaferBodySessionsAnswer);

    public APIGatewayHttpApiV2ProxyResponse Shown(ExportAnswer export) => Answer.Ok(
        new WaferBody<ExportAnswer> { Data = export },
        AnswerJson.Default.WaferBodyExportAnswer);

    public APIGatewayHttpApiV2ProxyResponse Shown(AvatarAnswer avatar) => Answer.Ok(
        new WaferBody<AvatarAnswer> { Data = avatar },
        AnswerJson.Default.WaferBodyAvatarAnswer);

    public APIGatewayHttpApiV2ProxyResponse Done() => Answer.Ok(new WaferBody<WaferUserInfo>(), AnswerJson.Default.WaferBodyWaferUserInfo);

    public APIGatewayHttpApiV2ProxyResponse Failed(Failure failure) => failure.WaferError is null
        ? Problems.Of(failure)
        : Answer.Of(
            failure,
            new WaferBody<WaferUserInfo> { Magic = 1, Code = -1, Error = failure.WaferError, Message = failure.Detail },
            AnswerJson.Default.WaferBodyWaferUserInfo,
            "application/json");
}
