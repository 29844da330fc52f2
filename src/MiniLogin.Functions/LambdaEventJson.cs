using System.Text.Json.Serialization;
using Amazon.Lambda.APIGatewayEvents;
using MiniLogin.Functions.Apps;

namespace MiniLogin.Functions;

/// <summary>Serializes the events and responses of API Gateway, and of the function without a route. <see cref="Pipeline.AnswerJson"/> serializes the bodies inside.</summary>
[JsonSerializable(typeof(APIGatewayHttpApiV2ProxyRequest))]
[JsonSerializable(typeof(APIGatewayHttpApiV2ProxyResponse))]
[JsonSerializable(typeof(APIGatewayCustomAuthorizerV2Request))]
[JsonSerializable(typeof(APIGatewayCustomAuthorizerV2SimpleResponse))]
[JsonSerializable(typeof(AccessTokenRequest))]
[JsonSerializable(typeof(AccessTokenAnswer))]
public sealed partial class LambdaEventJson : JsonSerializerContext;
