using System.Text.Json.Nodes;

namespace MiniLogin.Tests.Commands;

/// <summary>A command that has ended.</summary>
internal sealed record Ran(int ExitCode, string Output, string Error)
{
    public JsonObject Json => JsonNode.Parse(Output)!.AsObject();

    /// <summary>Itself, when it ended so.</summary>
    public Ran Should(int exitCode, string? error = null)
    {
        ExitCode.Should().Be(exitCode, "it wrote {0} and {1}", Output, Error);
        if (error is not null)
        {
            Error.Should().Contain(error);
        }

        return this;
    }
}
