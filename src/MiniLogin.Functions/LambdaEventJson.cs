using System.Text.Json.Serialization;
using Amazon.Lambda.APIGatewayEvents;

namespace MiniLogin.Functions;

/// <summary>Serializes the events and responses of API Gateway. <see cref="Pipeline.AnswerJson"/> serializes the bodies inside.</summary>
[JsonSerializable(typeof(APIGatewayHttpApiV2ProxyRequest))]
[JsonSerializable(typeof(APIGatewayHttpApiV2ProxyResponse))]
[JsonSerializable(typeof(APIGatewayCustomAuthorizerV2Request))]
[JsonSerializable(typeof(APIGatewayCustomAuthorizerV2SimpleResponse))]
public sealed partial class LambdaEventJson : JsonSerializerContext;
