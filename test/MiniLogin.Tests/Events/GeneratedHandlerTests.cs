using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Amazon.DynamoDBv2;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Apps;
using MiniLogin.Functions;
using MiniLogin.Playground.Gateway;

namespace MiniLogin.Tests.Events;

/// <summary>
/// Needs the real packages. Sends every event to the handlers of the Annotations generator, each with its own container, and
/// through the local gateway on the same DynamoDB and KMS, and compares the answers.
/// </summary>
[Collection(nameof(GeneratedHandlerTests))]
[CollectionDefinition(nameof(GeneratedHandlerTests), DisableParallelization = true)]
public sealed partial class GeneratedHandlerTests
{
    private readonly SourceGeneratorLambdaJsonSerializer<LambdaEventJson> _serializer = new();

    [Fact]
    public async Task Generated_handlers_answer_like_the_local_gateway()
    {
        var generated = typeof(Startup).Assembly.GetTypes().Where(t => t.Name.EndsWith("_Generated", StringComparison.Ordinal)).ToList();
        Assert.SkipWhen(generated.Count == 0, "Needs the real Amazon.Lambda packages; the package feed has none, so no handler was generated.");
        await using var world = await World.StartAsync(Store.DynamoDB, new() { KmsUrl = KmsServer.Url, DefaultAppId = World.AppId, LoginsPerUserAndMinute = 1000 }, services => services.AddSingleton<IAppRegistry, DynamoDBAppRegistry>());
        using var apps = new RegisteredApps(world.Services.GetRequiredService<IAmazonDynamoDB>(), world.Services.GetRequiredService<MiniLoginOptions>().AppsTable);
        await apps.PutAsync(World.AppId, World.AppSecret);
        var handlers = Construct(generated, world);

        foreach (var row in EventTests.Files)
        {
            var file = row.Data.Item1;
            foreach (var good in new[] { false, true })
            {
                var byHandler = await InvokeAsync(handlers, EventTests.Read(file, good ? await EventTests.GoodAsync(world) : []), world);
                if (file == "authorize")
                {
                    byHandler.Should().Be(good ? "allowed" : "denied");
                    continue;
                }

                var reply = await EventTests.SendAsync(world, EventTests.Read(file, good ? await EventTests.GoodAsync(world) : []));
                Normal(byHandler).Should().Be(Normal($"{(int)reply.Status} {reply.Body}"), $"{file}, good: {good}");
            }
        }
    }

    private static Dictionary<string, object> Construct(List<Type> generated, World world)
    {
        // Lambda passes the settings as environment variables.
        var options = world.Services.GetRequiredService<MiniLoginOptions>();
        var variables = typeof(MiniLoginOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite)
            .ToDictionary(p => $"MiniLogin__{p.Name}", p => p.GetValue(options)!.ToString()!);
        foreach (var (name, value) in variables)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        try
        {
            return generated.ToDictionary(t => t.Name.Split('_')[1], t => Activator.CreateInstance(t)!);
        }
        finally
        {
            foreach (var name in variables.Keys)
            {
                Environment.SetEnvironmentVariable(name, null);
            }
        }
    }

    private async Task<string> InvokeAsync(Dictionary<string, object> handlers, JsonObject json, World world)
    {
        var context = new LocalLambdaContext("test", "request", world.Services.GetRequiredService<TimeProvider>());
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json.ToJsonString()));
        if (json["type"] is not null)
        {
            var question = _serializer.Deserialize<APIGatewayCustomAuthorizerV2Request>(stream);
            var verdict = await (Task<APIGatewayCustomAuthorizerV2SimpleResponse>)Call(handlers["Authorize"], "Authorize", question, context);
            return verdict.IsAuthorized ? "allowed" : "denied";
        }

        var request = _serializer.Deserialize<APIGatewayHttpApiV2ProxyRequest>(stream);
        var name = typeof(Startup).Assembly.GetTypes().SelectMany(t => t.GetMethods()).Single(m => Route(m) == request.RouteKey).Name;
        var response = await (Task<APIGatewayHttpApiV2ProxyResponse>)Call(handlers[name], name, request, context);
        return $"{response.StatusCode} {response.Body}";
    }

    private static object Call(object handler, string name, object request, ILambdaContext context) => handler.GetType().GetMethod(name)!.Invoke(handler, [request, context])!;

    private static string? Route(MethodInfo method) =>
        method.GetCustomAttribute<LambdaFunctionAttribute>() is not null && method.GetCustomAttribute<Amazon.Lambda.Annotations.APIGateway.HttpApiAttribute>() is { } api
            ? $"{api.Method.ToString().ToUpperInvariant()} {api.Template}"
            : null;

    /// <summary>Replaces values that differ from login to login.</summary>
    private static string Normal(string text) => Varying().Replace(text, "*");

    [GeneratedRegex("[a-z2-7]{16}\\.[A-Za-z0-9_-]{43}|\"[A-Za-z0-9_-]{43}\"|\"[a-z2-7]{16}\"|\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ|\"time\":\\d+|\"isNewUser\":[a-z]+|\"loginCount\":\\d+|\"sessions\":\\[[^\\]]*\\](,\"next\":\"[^\"]*\")?")]
    private static partial Regex Varying();
}
