using System.Text.Json.Nodes;

namespace MiniLogin.Tests.Commands;

/// <summary>The result of a command.</summary>
internal sealed record Ran(int ExitCode, string Output, string Error)
{
    public JsonObject Json => JsonNode.Parse(Output)!.AsObject();

    /// <summary>Checks the exit code and a part of standard error; returns itself.</summary>
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
