using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.APIGatewayEvents;
using MiniLogin.Functions.Answers;

namespace MiniLogin.Functions;

/// <summary>Reads request bodies as JSON objects.</summary>
internal static class JsonBody
{
    /// <summary>Reads the body. Returns null and the failure if it is invalid.</summary>
    public static T? Read<T>(APIGatewayHttpApiV2ProxyRequest request, JsonTypeInfo<T> type, out Failure? failure)
        where T : class
    {
        failure = null;
        if (Call.Body(request, out var reason) is not { } text)
        {
            failure = Failure.RequestInvalid("body", reason);
            return null;
        }

        try
        {
            if (JsonSerializer.Deserialize(text, type) is { } body)
            {
                return body;
            }

            failure = Failure.RequestInvalid("body", "must be a JSON object");
        }
        catch (JsonException e)
        {
            // The exception's message is not used, because it may quote the body. A value of a wrong type has an inner exception.
            failure = e is { InnerException: InvalidOperationException, Path: ['$', '.', .. var field] } && type.Properties.Any(p => p.Name == field)
                ? Failure.RequestInvalid(field, "must be a string")
                : Failure.RequestInvalid("body", "must be a JSON object");
        }

        return null;
    }
}
