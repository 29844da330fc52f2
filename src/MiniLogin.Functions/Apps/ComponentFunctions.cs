using System.Text;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using MiniLogin.Functions.Pipeline;
using MiniLogin.WeChat.ThirdParty;

namespace MiniLogin.Functions.Apps;

/// <summary>Serves the third-party platform (第三方平台) of the stack, if it has one.</summary>
internal sealed class ComponentFunctions(RequestPipeline pipeline, PushService pushes)
{
    /// <summary>
    /// Takes the pushes of WeChat: the 授权事件接收URL of the platform. WeChat wants the text <c>success</c>, and may send a push again that
    /// gets another answer. A refusal never says why.
    /// </summary>
    [LambdaFunction(ResourceName = nameof(ComponentPush))]
    [HttpApi(LambdaHttpMethod.Post, "/wechat/component")]
    public Task<APIGatewayHttpApiV2ProxyResponse> ComponentPush(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        pipeline.RunAsync(request, context, async (call, cancellationToken) =>
        {
            var body = ApiCall.Text(request, out _) is { } text ? Encoding.UTF8.GetString(text.Span) : null;
            return await pushes.TakeAsync(new(Query(request, "timestamp"), Query(request, "nonce"), Query(request, "msg_signature"), body), cancellationToken) switch
            {
                PushOutcome.Taken => Answer.Text("success"),
                var failed => call.Format.Failed(Failure.From(failed)),
            };
        });

    private static string? Query(APIGatewayHttpApiV2ProxyRequest request, string name) => request.QueryStringParameters is { } query && query.TryGetValue(name, out var value) ? value : null;
}
