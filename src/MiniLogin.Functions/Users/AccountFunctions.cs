using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using MiniLogin.Account;
using MiniLogin.Functions.Pipeline;
using MiniLogin.Functions.Sessions;
using MiniLogin.Functions.Wafer;
using MiniLogin.Sessions;
using MiniLogin.WeChat;

namespace MiniLogin.Functions.Users;

/// <summary>Exports and deletes a user's data. Both also need a fresh wx.login code in X-WX-Code.</summary>
internal sealed class AccountFunctions(RequestPipeline pipeline, IdentityConfirmation identity, AccountService accounts)
{
    [LambdaFunction(ResourceName = nameof(ExportUser))]
    [HttpApi(LambdaHttpMethod.Get, "/user/export")]
    public Task<APIGatewayHttpApiV2ProxyResponse> ExportUser(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        Confirmed(request, context, async (call, session, cancellationToken) => await accounts.ExportAsync(session.UserKey, cancellationToken) is { } export && session.IsValidFor(export.User)
            ? call.Format.Ok(ExportAnswer.From(export, call.PublicUrl, session.Id), AnswerJson.Default.ExportAnswer, AnswerJson.Default.WaferBodyExportAnswer)
            : call.Format.Failed(Failure.SessionInvalid));

    [LambdaFunction(ResourceName = nameof(DeleteUser))]
    [HttpApi(LambdaHttpMethod.Delete, "/user")]
    public Task<APIGatewayHttpApiV2ProxyResponse> DeleteUser(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        Confirmed(request, context, async (call, session, cancellationToken) => await accounts.DeleteAsync(session, cancellationToken)
            ? call.Format.Done()
            : call.Format.Failed(Failure.SessionInvalid));

    private Task<APIGatewayHttpApiV2ProxyResponse> Confirmed(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context, Func<ApiCall, Session, CancellationToken, Task<APIGatewayHttpApiV2ProxyResponse>> answer) =>
        pipeline.RunWithSessionAsync(request, context, async (call, session, cancellationToken) =>
        {
            if (!WxCode.TryParse(call.Header(WaferHeaders.Code), out var code, out var error))
            {
                return call.Format.Failed(Failure.RequestInvalid(WaferHeaders.Code, error));
            }

            return await identity.ConfirmAsync(session, code, cancellationToken) switch
            {
                IdentityOutcome.Confirmed => await answer(call, session, cancellationToken),
                var refused => call.Format.Failed(Failure.From(refused)),
            };
        });
}

/// <summary>Times are RFC 3339, UTC.</summary>
internal sealed record ExportAnswer(string AppId, WaferUserInfo User, PhoneAnswer? Phone, DateTime FirstLoginAt, DateTime LastLoginAt, long LoginCount, IReadOnlyList<ListedSessionAnswer> Sessions)
{
    public static ExportAnswer From(AccountExport export, string publicUrl, string currentId) => new(
        export.User.AppId.ToString(),
        WaferUserInfo.From(export.User, publicUrl),
        export.Phone is { } phone ? PhoneAnswer.From(phone) : null,
        export.User.FirstLoginAt.UtcDateTime,
        export.User.LastLoginAt.UtcDateTime,
        export.User.LoginCount,
        [.. export.Sessions.Select(s => ListedSessionAnswer.From(s, currentId))]);
}
