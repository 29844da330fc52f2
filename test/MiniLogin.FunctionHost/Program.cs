// Runs one of the annotated functions behind Lambda's runtime API, like the Main that the Annotations generator creates.
// It exists because without the Lambda packages there is no generated Main.
// ANNOTATIONS_HANDLER names the function. Empty is one that does nothing, to measure what the host itself costs.
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.FunctionHost;
using MiniLogin.Functions;

var name = Environment.GetEnvironmentVariable("ANNOTATIONS_HANDLER") ?? "";
using var runtime = new RuntimeApi(Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")!);
while (name == "Empty")
{
    await runtime.ServeNextAsync(name, (_, _) => Task.FromResult(new MemoryStream("""{"statusCode":200,"headers":{"content-type":"application/json"},"body":"{}"}"""u8.ToArray())));
}

if (AnnotatedFunctions.Find(name) is not { } function)
{
    await Console.Error.WriteLineAsync($"Unknown function: '{name}'. Set ANNOTATIONS_HANDLER to the name of an annotated method, such as Login.");
    return 1;
}

var services = new ServiceCollection();
new Startup().ConfigureServices(services);
await using var provider = services.BuildServiceProvider();
while (true)
{
    await runtime.ServeNextAsync(name, (input, context) => function(provider, input, context));
}
