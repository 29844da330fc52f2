using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using MiniLogin.Account.Avatars;
using MiniLogin.Functions.Pipeline;

namespace MiniLogin.Functions.Avatars;

/// <summary>Stores and serves avatars.</summary>
internal sealed class AvatarFunctions(RequestPipeline pipeline, AvatarService avatars)
{
    /// <summary>The maximum picture size plus the overhead of multipart/form-data, in bytes.</summary>
    private const int MaxBody = 300 * 1024;

    /// <summary>Accepts a file as wx.uploadFile sends it, under any field name, or the bytes alone.</summary>
    [LambdaFunction(ResourceName = nameof(UploadAvatar))]
    [HttpApi(LambdaHttpMethod.Post, "/user/avatar")]
    public Task<APIGatewayHttpApiV2ProxyResponse> UploadAvatar(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        pipeline.RunWithSessionAsync(request, context, async (call, session, cancellationToken) =>
        {
            if (!avatars.IsOn)
            {
                return call.Format.Failed(Failure.AvatarsOff);
            }

            if (ApiCall.Bytes(request, MaxBody, out var reason) is not { } body)
            {
                return Refused(call, "body", reason);
            }

            var (found, noFile) = await MultipartFile.FindAsync(call.Header("Content-Type"), body, cancellationToken);
            if (found is not { } file)
            {
                return Refused(call, "body", noFile);
            }

            return await avatars.StoreAsync(session, file, cancellationToken) switch
            {
                AvatarOutcome.Stored stored => call.Format.Ok(new(stored.User.ShownAt(call.PublicUrl).Profile!.AvatarUrl!), AnswerJson.Default.AvatarAnswer, AnswerJson.Default.WaferBodyAvatarAnswer),
                AvatarOutcome.Refused refused => Refused(call, "file", refused.Reason),
                AvatarOutcome.TooMany tooMany => call.Format.Failed(Failure.TooManyUploads(tooMany.RetryAfter)),
                _ => call.Format.Failed(Failure.SessionInvalid),
            };
        });

    /// <summary>Public, because image elements send no session.</summary>
    [LambdaFunction(ResourceName = nameof(ShowAvatar))]
    [HttpApi(LambdaHttpMethod.Get, "/avatars/{name}")]
    public Task<APIGatewayHttpApiV2ProxyResponse> ShowAvatar(APIGatewayHttpApiV2ProxyRequest request, string name, ILambdaContext context) =>
        pipeline.RunAsync(request, context, async (call, cancellationToken) =>
        {
            if (!avatars.IsOn)
            {
                return call.Format.Failed(Failure.AvatarsOff);
            }

            return await avatars.FindAsync(name, cancellationToken) is { } avatar ? Answer.From(avatar) : call.Format.Failed(Failure.AvatarUnknown);
        });

    private static APIGatewayHttpApiV2ProxyResponse Refused(ApiCall call, string field, string reason) =>
        call.Format.Failed(Failure.RequestInvalid(field, reason));
}

/// <summary>The URL of the stored picture.</summary>
internal sealed record AvatarAnswer(string AvatarUrl);
