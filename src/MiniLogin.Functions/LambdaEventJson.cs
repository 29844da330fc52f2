using System.Text.Json.Serialization;
using Amazon.Lambda.APIGatewayEvents;

namespace MiniLogin.Functions;

/// <summary>What API Gateway sends and takes; the bodies inside are <see cref="Answers.AnswerJson"/>'s.</summary>
[JsonSerializable(typeof(APIGatewayHttpApiV2ProxyRequest))]
[JsonSerializable(typeof(APIGatewayHttpApiV2ProxyResponse))]
[JsonSerializable(typeof(APIGatewayCustomAuthorizerV2Request))]
[JsonSerializable(typeof(APIGatewayCustomAuthorizerV2SimpleResponse))]
public sealed partial class LambdaEventJson : JsonSerializerContext;
