using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;
using Shop;

[assembly: LambdaSerializer(typeof(Serializer))]

namespace Shop;

/// <summary>Lists what the functions read and write. Lambda's serializer needs all types here: events, answers and their bodies.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(APIGatewayHttpApiV2ProxyRequest))]
[JsonSerializable(typeof(APIGatewayHttpApiV2ProxyResponse))]
[JsonSerializable(typeof(DeletionEvent))]
[JsonSerializable(typeof(NewOrder))]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(OrderPage))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(ProductList))]
public sealed partial class Json : JsonSerializerContext;

/// <summary>Lambda's serializer ignores the options of the context, so they are set here again.</summary>
public sealed class Serializer() : SourceGeneratorLambdaJsonSerializer<Json>((JsonSerializerOptions options) => options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase);
