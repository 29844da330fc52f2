using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Serialization.SystemTextJson;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.FunctionHost;
using MiniLogin.Functions;
using MiniLogin.Functions.Login;

// GET /login as Lambda runs it: what the generated Main does, and the loop of Lambda's runtime API
// (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html), for where the Lambda packages are not to be had.
var services = new ServiceCollection();
services.AddSingleton<LoginFunctions>();
new Startup().ConfigureServices(services);
await using var provider = services.BuildServiceProvider();
var serializer = new SourceGeneratorLambdaJsonSerializer<LambdaEventJson>();
var invocations = $"http://{Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")}/2018-06-01/runtime/invocation";
using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
while (true)
{
    using var next = await http.GetAsync(new Uri($"{invocations}/next"));
    var id = next.Headers.GetValues("Lambda-Runtime-Aws-Request-Id").Single();
    var request = serializer.Deserialize<APIGatewayHttpApiV2ProxyRequest>(await next.Content.ReadAsStreamAsync());
    var response = await provider.GetRequiredService<LoginFunctions>().WaferLogin(request, new InvocationContext(id));
    using var body = new MemoryStream();
    serializer.Serialize(response, body);
    using var content = new ByteArrayContent(body.ToArray());
    using var taken = await http.PostAsync(new Uri($"{invocations}/{id}/response"), content);
}
