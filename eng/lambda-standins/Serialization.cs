using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.Serialization.SystemTextJson;

public class SourceGeneratorLambdaJsonSerializer<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TContext> : ILambdaSerializer
    where TContext : JsonSerializerContext
{
    private readonly TContext _context;

    public SourceGeneratorLambdaJsonSerializer()
        : this(_ => { })
    {
    }

    public SourceGeneratorLambdaJsonSerializer(Action<JsonSerializerOptions> customizer)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNameCaseInsensitive = true,
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        };
        customizer(options);
        _context = (TContext)Activator.CreateInstance(typeof(TContext), options)!;
    }

    public T Deserialize<T>(Stream requestStream) => JsonSerializer.Deserialize(requestStream, (JsonTypeInfo<T>)_context.GetTypeInfo(typeof(T))!)!;

    public void Serialize<T>(T response, Stream responseStream) => JsonSerializer.Serialize(responseStream, response, (JsonTypeInfo<T>)_context.GetTypeInfo(typeof(T))!);
}
