using System.Text;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Serialization.SystemTextJson;
using MiniLogin.Functions;
using MiniLogin.Tests.Events;

namespace MiniLogin.Tests.Fuzzing;

/// <summary>The files in events/ with a valid code and token, then corrupted in headers, body, path and query.</summary>
internal static class FuzzedEvents
{
    private static readonly SourceGeneratorLambdaJsonSerializer<LambdaEventJson> Serializer = new();

    private static readonly string[] Headers =
    [
        "authorization", "x-wx-code", "x-wx-id", "x-wx-skey", "x-wx-encrypted-data", "x-wx-iv", "referer", "user-agent", "content-type", "content-length", "cookie", "host", "X-WX-Code",
    ];

    private static readonly string[] Parameters = ["limit", "after", "keepCurrent"];

    public static APIGatewayHttpApiV2ProxyRequest Read(string file, (string From, string To)[] good)
    {
        var json = EventTests.Read(file, good);
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json.ToJsonString()));
        return Serializer.Deserialize<APIGatewayHttpApiV2ProxyRequest>(stream);
    }

    public static void Corrupt(APIGatewayHttpApiV2ProxyRequest request, Mutation mutation)
    {
        for (var times = mutation.Below(4); times > 0; times--)
        {
            switch (mutation.Below(10))
            {
                case 0 or 1 or 2:
                    request.Body = CorruptedBody(request, mutation);
                    break;
                case 3 or 4:
                    request.Headers = Corrupted(request.Headers, Headers, mutation);
                    break;
                case 5:
                    request.QueryStringParameters = Corrupted(request.QueryStringParameters, Parameters, mutation);
                    break;
                case 6 when request.PathParameters?.Count > 0:
                    request.PathParameters = request.PathParameters.ToDictionary(p => p.Key, p => mutation.Corrupt(p.Value));
                    break;
                case 7:
                    request.IsBase64Encoded = !request.IsBase64Encoded;
                    break;
                case 8 when mutation.Chance(4):
                    request.Headers = null;
                    break;
                case 9 when mutation.Chance(4):
                    request.Body = null;
                    break;
            }
        }
    }

    public static int SizeOf(APIGatewayHttpApiV2ProxyRequest request) =>
        (request.Body?.Length ?? 0) + new[] { request.Headers, request.QueryStringParameters, request.PathParameters }.Sum(d => d?.Sum(p => p.Key.Length + p.Value.Length) ?? 0);

    public static string Describe(APIGatewayHttpApiV2ProxyRequest request) => System.Text.Json.JsonSerializer.Serialize(new
    {
        request.RouteKey,
        request.Headers,
        request.QueryStringParameters,
        request.PathParameters,
        request.IsBase64Encoded,
        request.Body,
    });

    private static string? CorruptedBody(APIGatewayHttpApiV2ProxyRequest request, Mutation mutation)
    {
        var body = request.Body ?? "";
        var bytes = new byte[body.Length];
        return request.IsBase64Encoded && !mutation.Chance(4) && Convert.TryFromBase64String(body, bytes, out var length)
            ? Convert.ToBase64String(mutation.Corrupt(bytes[..length]))
            : mutation.Corrupt(body);
    }

    private static Dictionary<string, string> Corrupted(IDictionary<string, string>? values, string[] names, Mutation mutation)
    {
        var corrupted = new Dictionary<string, string>(values ?? new Dictionary<string, string>(), StringComparer.OrdinalIgnoreCase);
        var name = corrupted.Count > 0 && !mutation.Chance(3) ? mutation.Pick([.. corrupted.Keys]) : mutation.Pick(names);
        if (mutation.Chance(5))
        {
            corrupted.Remove(name);
        }
        else
        {
            corrupted[name] = mutation.Corrupt(corrupted.GetValueOrDefault(name, ""));
        }

        return corrupted;
    }
}
