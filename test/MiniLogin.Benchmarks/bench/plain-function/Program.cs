// Serves the function that _HANDLER names, login or check, behind Lambda's runtime API.
using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;
using MiniLogin.FunctionHost;
using PlainFunction;

var name = Environment.GetEnvironmentVariable("_HANDLER")!;
Func<APIGatewayHttpApiV2ProxyRequest, Task<APIGatewayHttpApiV2ProxyResponse>> handler = name == "login" ? Handlers.LogInAsync : Handlers.CheckAsync;
using var runtime = new RuntimeApi(Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")!);
while (true)
{
    await runtime.ServeNextAsync(name, async (input, _) =>
    {
        var request = await JsonSerializer.DeserializeAsync<APIGatewayHttpApiV2ProxyRequest>(input, JsonSerializerOptions.Web);
        var response = await handler(request!);
        return new(JsonSerializer.SerializeToUtf8Bytes(response, JsonSerializerOptions.Web));
    });
}
