using System.Text;
using System.Text.Json.Nodes;
using MiniLogin.Functions;

namespace MiniLogin.Tests.Conventions;

/// <summary>The output of the functions' logger.</summary>
public sealed class LogOutputTests
{
    [Theory]
    [InlineData("""{"level":"Information","event":"session_ended","exception":{"message":"m"}}""")]
    [InlineData("""{"exception":{"event":"x"},"list":[{"event":"y"}],"event":"internal"}""")]
    public void A_message_with_an_event_only_gets_the_function_and_its_version(string message)
    {
        var line = JsonNode.Parse(Write(message).Single())!.AsObject();

        line["function"]!.GetValue<string>().Should().Be("Login:12");
        line.Remove("function");
        line.ToJsonString().Should().Be(message);
    }

    [Theory]
    [InlineData("""{"level":"Information","message":"m"}""")]
    [InlineData("""{"exception":{"event":"x"},"message":"event"}""")]
    public void A_message_without_an_event_gets_one(string message)
    {
        var line = JsonNode.Parse(Write(message).Single())!.AsObject();

        line["event"]!.GetValue<string>().Should().Be(LogEvents.Other);
        line["function"]!.GetValue<string>().Should().Be("Login:12");
        line.Remove("event");
        line.Remove("function");
        line.ToJsonString().Should().Be(message);
    }

    [Theory]
    [InlineData("Current log level (Information) does not match \"Warning\".\nConsider adjusting them.")]
    [InlineData("{not JSON}")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("")]
    public void Any_other_text_becomes_the_message_of_a_line(string message)
    {
        var line = JsonNode.Parse(Write(message).Single())!;

        line["event"]!.GetValue<string>().Should().Be(LogEvents.Other);
        line["message"]!.GetValue<string>().Should().Be(message);
        line["function"]!.GetValue<string>().Should().Be("Login:12");
    }

    [Fact]
    public void Lines_written_at_once_do_not_mix()
    {
        var lines = Enumerable.Range(0, 1000).Select(number => $$"""{"event":"internal","message":"{{new string('x', number)}}"}""").ToList();

        Write([.. lines]).Order(StringComparer.Ordinal).Should().Equal(lines.Select(line => $$"""{"function":"Login:12",{{line[1..]}}""").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_line_of_a_call_has_the_id_that_API_Gateway_gave_the_call()
    {
        LogOutput.RequestId = "JKJaXmPLvHcESHA=";

        JsonNode.Parse(Write("""{"event":"internal"}""").Single())!["request_id"]!.GetValue<string>().Should().Be("JKJaXmPLvHcESHA=");
    }

    private static string[] Write(params string[] messages)
    {
        using var written = new MemoryStream();
        var output = new LogOutput(written, "Login:12");
        Parallel.ForEach(messages, output.WriteLine);
        var text = Encoding.UTF8.GetString(written.ToArray());
        text.Should().EndWith("\n");
        return text[..^1].Split('\n');
    }
}
