using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MiniLogin.Functions;
using MiniLogin.Playground.InMemory;
using MiniLogin.Sessions;

namespace MiniLogin.Tests.Conventions;

/// <summary>The log lines of the functions, in the form that the metric filters of the template need.</summary>
[Collection(nameof(LogLineTests))]
[CollectionDefinition(nameof(LogLineTests), DisableParallelization = true)]
public sealed class LogLineTests
{
    [Fact]
    public async Task A_log_line_is_JSON_with_a_key_for_the_event()
    {
        var before = Console.Out;
        using var written = new StringWriter();
        Console.SetOut(written);
        try
        {
            var services = new ServiceCollection();
            Startup.Configure(services, new() { DynamoDBUrl = "http://localhost:1", KmsUrl = "http://localhost:1" });
            services.UseInMemoryStores();
            await using var container = services.BuildServiceProvider();
            var token = new SessionToken("abcdefghijklmnop", new byte[32]);
            var store = container.GetRequiredService<ISessionStore>();
            var now = container.GetRequiredService<TimeProvider>().GetUtcNow();
            await store.CreateAsync(new StoredSession(new(token.Id, World.App, "o", null, now, now, now.AddDays(1), now.AddDays(1), new(null, null)), token.SecretHash(), []), TestContext.Current.CancellationToken);

            await container.GetRequiredService<SessionService>().EndAsync(token, TestContext.Current.CancellationToken);
        }
        finally
        {
            Console.SetOut(before);
        }

        var line = JsonNode.Parse(written.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Single())!;
        line["event"]!.GetValue<string>().Should().Be(LogEvents.SessionEnded);
        line["session_id"]!.GetValue<string>().Should().Be("abcdefghijklmnop");
        line["level"]!.GetValue<string>().Should().Be("Information");
        line["service"]!.GetValue<string>().Should().Be("minilogin");
        line["message"]!.GetValue<string>().Should().Be("session_ended: session abcdefghijklmnop");
    }

    [Fact]
    public void Event_names_are_unique_and_in_snake_case()
    {
        var events = typeof(LogEvents).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!).ToList();

        events.Should().OnlyHaveUniqueItems().And.OnlyContain(e => System.Text.RegularExpressions.Regex.IsMatch(e, "^[a-z]+(_[a-z]+)*$"));
    }

    [Fact]
    public void A_log_method_takes_its_values_in_the_order_of_its_message()
    {
        // In another order the logging generator uses the parameter names: the key would be "@event", which no metric filter matches.
        foreach (var method in new[] { typeof(MiniLoginServices), typeof(Startup) }.SelectMany(t => t.Assembly.GetTypes()).SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)))
        {
            if (method.GetCustomAttribute<LoggerMessageAttribute>() is not { } message)
            {
                continue;
            }

            message.Message.Should().StartWith("{Event}: ", "{0} must log its event first", method);
            var inText = System.Text.RegularExpressions.Regex.Matches(message.Message, "\\{(\\w+)\\}").Select(m => m.Groups[1].Value).ToList();
            var parameters = method.GetParameters().Where(p => p.ParameterType != typeof(ILogger) && p.ParameterType != typeof(Exception)).Select(p => p.Name!).ToList();
            parameters.Should().HaveCountLessThanOrEqualTo(6, "with more parameters the logging generator uses their names");
            parameters.Should().Equal(inText, (parameter, name) => parameter.Equals(name, StringComparison.OrdinalIgnoreCase), "{0} must take its values in the order of its message", method);
        }
    }
}
