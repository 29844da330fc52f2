using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using MiniLogin.Account;
using MiniLogin.Functions.Pipeline;

namespace MiniLogin.Functions.Users;

/// <summary>Binds phone numbers.</summary>
internal sealed class PhoneFunctions(RequestPipeline pipeline, PhoneService phones)
{
    /// <summary>Binds the number that a button with open-type getPhoneNumber gave.</summary>
    [LambdaFunction(ResourceName = nameof(BindPhone))]
    [HttpApi(LambdaHttpMethod.Post, "/session/phone")]
    public Task<APIGatewayHttpApiV2ProxyResponse> BindPhone(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        pipeline.RunWithSessionAsync(request, context, async (call, session, cancellationToken) =>
        {
            if (JsonBody.Read(request, AnswerJson.Default.PhoneBody, out var failure) is not { } body)
            {
                return call.Format.Failed(failure!);
            }

            return await phones.BindAsync(session, body.ToSent(), cancellationToken) switch
            {
                PhoneOutcome.Bound bound => call.Format.Ok(PhoneAnswer.From(bound.Phone), AnswerJson.Default.PhoneAnswer, AnswerJson.Default.WaferBodyPhoneAnswer),
                var failed => call.Format.Failed(Failure.From(failed)),
            };
        });
}

/// <summary>The body of <c>POST /session/phone</c>.</summary>
internal sealed class PhoneBody
{
    public string? Code { get; init; }

    public string? EncryptedData { get; init; }

    public string? Iv { get; init; }

    public SentPhone ToSent() => new() { Code = Code, EncryptedData = EncryptedData, Iv = Iv };
}

/// <summary>A phone number, for its own user only.</summary>
internal sealed record PhoneAnswer(string PhoneNumber, string PurePhoneNumber, string CountryCode)
{
    public static PhoneAnswer From(BoundPhone phone) => new(phone.PhoneNumber, phone.PurePhoneNumber, phone.CountryCode);

    public override string ToString() => "phone number";
}
