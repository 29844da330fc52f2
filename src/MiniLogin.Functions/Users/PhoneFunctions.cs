using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using MiniLogin.Account;
using MiniLogin.Functions.Answers;

namespace MiniLogin.Functions.Users;

/// <summary>Binds phone numbers.</summary>
internal sealed class PhoneFunctions(Respond respond, PhoneService phones)
{
    /// <summary>Binds the number for the <c>code</c> of a button with open-type getPhoneNumber.</summary>
    [LambdaFunction(ResourceName = nameof(BindPhone))]
    [HttpApi(LambdaHttpMethod.Post, "/session/phone")]
    public Task<APIGatewayHttpApiV2ProxyResponse> BindPhone(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        respond.WithSession(request, context, async (call, session, cancellationToken) =>
        {
            if (JsonBody.Read(request, AnswerJson.Default.PhoneBody, out var failure) is not { } body)
            {
                return call.Dialect.Failed(failure!);
            }

            return await phones.BindAsync(session, body.Code, cancellationToken) switch
            {
                PhoneOutcome.Bound bound => call.Dialect.Shown(bound.Phone),
                var failed => call.Dialect.Failed(Failure.From(failed)),
            };
        });
}
