using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.APIGatewayEvents;
using MiniLogin.Playground.Gateway;

namespace MiniLogin.Playground.Stacks;

/// <summary>
/// Invokes functions in any language by Lambda's Invoke API, which <c>sam local start-lambda</c> serves
/// (https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html). The gateway limits how long it waits.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "Lives as long as the process.")]
internal sealed class LambdaClient(Uri url)
{
    /// <summary>The largest answer of a function.</summary>
    private const int MaxAnswer = 6 * 1024 * 1024 + 64 * 1024;

    private static readonly JsonSerializerOptions EventJson = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    // A connection is used once: a server may close it while it is idle, and an event is not sent twice.
    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionIdleTimeout = TimeSpan.Zero })
    {
        BaseAddress = url,
        Timeout = TimeSpan.FromMinutes(15),
        MaxResponseContentBufferSize = MaxAnswer,
    };

    public async Task<APIGatewayHttpApiV2ProxyResponse?> AnswerAsync(string function, APIGatewayHttpApiV2ProxyRequest request)
    {
        using var answer = await InvokeAsync(function, JsonSerializer.SerializeToUtf8Bytes(request, EventJson));
        return FunctionAnswer.From(answer.RootElement);
    }

    /// <exception cref="InvalidOperationException">The function failed, or cannot be invoked. The message says what to do.</exception>
    public async Task<JsonDocument> InvokeAsync(string function, ReadOnlyMemory<byte> json)
    {
        using var content = new ReadOnlyMemoryContent(json);
        content.Headers.ContentType = new("application/json");
        try
        {
            using var response = await _http.PostAsync(new Uri($"/2015-03-31/functions/{Uri.EscapeDataString(function)}/invocations", UriKind.Relative), content);
            var body = await response.Content.ReadAsStringAsync();
            if (response.Headers.Contains("X-Amz-Function-Error"))
            {
                throw new InvalidOperationException($"{function} failed: {body}");
            }

            return response.IsSuccessStatusCode
                ? JsonDocument.Parse(body.Length == 0 ? "null" : body)
                : throw new InvalidOperationException($"Lambda at {url} answers {(int)response.StatusCode} for {function}: {body}");
        }
        catch (HttpRequestException e)
        {
            throw new InvalidOperationException($"Lambda at {url} cannot be reached: {e.Message} Start it with: sam local start-lambda", e);
        }
        catch (JsonException e)
        {
            throw new InvalidOperationException($"The answer of {function} is no JSON: {e.Message}", e);
        }
    }
}
