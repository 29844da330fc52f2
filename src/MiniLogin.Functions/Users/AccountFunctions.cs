using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using MiniLogin.Account;
using MiniLogin.Functions.Answers;
using MiniLogin.Functions.Wafer;
using MiniLogin.Sessions;
using MiniLogin.WeChat;

namespace MiniLogin.Functions.Users;

/// <summary>Exports and deletes a user's data. Both also need a fresh wx.login code in X-WX-Code.</summary>
internal sealed class AccountFunctions(Respond respond, IdentityConfirmation identity, AccountService accounts)
{
    [LambdaFunction(ResourceName = nameof(ExportUser))]
    [HttpApi(LambdaHttpMethod.Get, "/user/export")]
    public Task<APIGatewayHttpApiV2ProxyResponse> ExportUser(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        Confirmed(request, context, async (call, session, cancellationToken) => await accounts.ExportAsync(session.UserKey, cancellationToken) is { } export && session.IsValidFor(export.User)
            ? call.Dialect.Shown(ExportAnswer.From(export, session.Id))
            : call.Dialect.Failed(Failure.SessionInvalid));

    [LambdaFunction(ResourceName = nameof(DeleteUser))]
    [HttpApi(LambdaHttpMethod.Delete, "/user")]
    public Task<APIGatewayHttpApiV2ProxyResponse> DeleteUser(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        Confirmed(request, context, async (call, session, cancellationToken) =>
        {
            await accounts.DeleteAsync(session.UserKey, cancellationToken);
            return call.Dialect.Done();
        });

    private Task<APIGatewayHttpApiV2ProxyResponse> Confirmed(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context, Func<Call, Session, CancellationToken, Task<APIGatewayHttpApiV2ProxyResponse>> answer) =>
        respond.WithSession(request, context, async (call, session, cancellationToken) =>
        {
            if (!WxCode.TryParse(call.Header(WaferHeaders.Code), out var code, out var error))
            {
                return call.Dialect.Failed(Failure.RequestInvalid(WaferHeaders.Code, error));
            }

            return await identity.ConfirmAsync(session, code, cancellationToken) switch
            {
                IdentityOutcome.Confirmed => await answer(call, session, cancellationToken),
                var refused => call.Dialect.Failed(Failure.From(refused)),
            };
        });
}
