using Amazon.Lambda.APIGatewayEvents;
using MiniLogin.Account;
using MiniLogin.Login;
using MiniLogin.Sessions;
using MiniLogin.Users;

namespace MiniLogin.Functions.Answers;

/// <summary>Writes responses in the caller's format: native or Wafer.</summary>
internal interface IDialect
{
    APIGatewayHttpApiV2ProxyResponse LoggedIn(LoginOutcome.LoggedIn login);

    APIGatewayHttpApiV2ProxyResponse Shown(Session session);

    APIGatewayHttpApiV2ProxyResponse Shown(User user);

    APIGatewayHttpApiV2ProxyResponse Shown(BoundPhone phone);

    APIGatewayHttpApiV2ProxyResponse Shown(SessionsAnswer sessions);

    APIGatewayHttpApiV2ProxyResponse Shown(ExportAnswer export);

    APIGatewayHttpApiV2ProxyResponse Shown(AvatarAnswer avatar);

    APIGatewayHttpApiV2ProxyResponse Done();

    APIGatewayHttpApiV2ProxyResponse Failed(Failure failure);
}
