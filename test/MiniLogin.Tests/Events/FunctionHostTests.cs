using System.Text;
using System.Text.Json.Nodes;
using MiniLogin.FunctionHost;
using MiniLogin.Playground.Gateway;
using MiniLogin.Tests.Template;

namespace MiniLogin.Tests.Events;

/// <summary>The function host of test/MiniLogin.FunctionHost.</summary>
[Slow]
public sealed class FunctionHostTests
{
    public static TheoryData<string> Files => [.. EventTests.Files.Select(row => row.Data.Item1)];

    [Fact]
    public void The_function_host_runs_every_annotated_function() =>
        AnnotatedFunction.Own.Select(function => function.MethodName).Where(name => AnnotatedFunctions.Find(name) is null).Should().BeEmpty();

    [Theory, MemberData(nameof(Files))]
    public async Task The_function_host_answers_like_the_local_gateway(string file)
    {
        await using var world = await World.StartAsync(Store.Memory);
        var (_, _, _, status, text) = EventTests.Files.Single(row => row.Data.Item1 == file).Data;
        var json = EventTests.Read(file, await EventTests.GoodAsync(world));

        var response = await RunAsync(world, json);

        if (file == "authorize")
        {
            response["isAuthorized"]!.GetValue<bool>().Should().BeTrue();
            response["context"]![text!].Should().NotBeNull();
            return;
        }

        var body = response["body"]?.GetValue<string>() ?? "";
        response["statusCode"]!.GetValue<int>().Should().Be(status, body);
        if (text is null)
        {
            body.Should().BeEmpty();
            return;
        }

        (response["isBase64Encoded"]!.GetValue<bool>() ? Encoding.Latin1.GetString(Convert.FromBase64String(body)) : body).Should().Contain(text);
    }

    [Fact]
    public async Task The_function_host_names_an_unknown_function()
    {
        Assert.SkipWhen(FunctionProcess.IsDeployedExecutable, "With the real Amazon.Lambda packages the generated Main runs; it ends silently.");
        await using var process = FunctionProcess.Start("LogInn");

        (await process.ExitAsync()).Should().Be(1);
        process.Errors.Should().Contain("Unknown function: 'LogInn'");
    }

    private static async Task<JsonNode> RunAsync(World world, JsonObject json)
    {
        var name = json["type"] is null
            ? AnnotatedFunction.Own.Single(function => function.Route is { } route && $"{function.HttpMethod} {route.Template}" == json["routeKey"]!.GetValue<string>()).MethodName
            : "Authorize";
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(json.ToJsonString()));
        using var output = await AnnotatedFunctions.Find(name)!(world.Services, input, new LocalLambdaContext(name, "request", TimeProvider.System));
        return (await JsonNode.ParseAsync(output))!;
    }
}
