using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.APIGatewayEvents;
using MiniLogin.Functions.Pipeline;
using MiniLogin.Login;
using MiniLogin.Sessions;

namespace MiniLogin.Functions.Wafer;

/// <summary>The format of the Wafer servers, for both v1 and v2 clients.</summary>
internal sealed class WaferFormat : IResponseFormat
{
    private WaferFormat()
    {
    }

    public static WaferFormat Instance { get; } = new();

    public APIGatewayHttpApiV2ProxyResponse LoggedIn(LoginOutcome.LoggedIn login, string publicUrl)
    {
        // A Wafer client shows the name and picture of this answer, so it gets WeChat's anonymous ones if there are no others.
        var user = WaferUserInfo.From(login.User, publicUrl);
        user = user with { NickName = user.NickName ?? login.Proven?.NickName, AvatarUrl = user.AvatarUrl ?? login.Proven?.AvatarUrl };
        return Answer.Ok(
            new WaferBody<WaferLogin>
            {
                Magic = 1,
                Session = new(login.Token.Id, login.Token.RevealSecret()),
                Data = new(login.Token.Reveal(), user, login.Session.CreatedAt.ToUnixTimeSeconds()),
            },
            AnswerJson.Default.WaferBodyWaferLogin);
    }

    public APIGatewayHttpApiV2ProxyResponse Ok(Session session) => Answer.Ok(
        new WaferBody<WaferLogin> { Data = new(null, WaferUserInfo.From(session), session.CreatedAt.ToUnixTimeSeconds()) },
        AnswerJson.Default.WaferBodyWaferLogin);

    public APIGatewayHttpApiV2ProxyResponse Ok<T>(T answer, JsonTypeInfo<T> native, JsonTypeInfo<WaferBody<T>> wafer) => Answer.Ok(new WaferBody<T> { Data = answer }, wafer);

    public APIGatewayHttpApiV2ProxyResponse Done() => Answer.Ok(new WaferBody<WaferUserInfo>(), AnswerJson.Default.WaferBodyWaferUserInfo);

    public APIGatewayHttpApiV2ProxyResponse Failed(Failure failure) => failure.WaferError is null
        ? Problems.From(failure)
        : Answer.From(
            failure,
            new WaferBody<WaferUserInfo> { Magic = 1, Code = -1, Error = failure.WaferError, Message = failure.Detail },
            AnswerJson.Default.WaferBodyWaferUserInfo,
            "application/json");
}
