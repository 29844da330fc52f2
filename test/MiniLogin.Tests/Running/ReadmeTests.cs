using System.Text.RegularExpressions;

namespace MiniLogin.Tests.Running;

/// <summary>The calls in the README give the answers printed there.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("minilogin-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("README.md")]
    [InlineData("README.zh-CN.md")]
    public async Task The_calls_in_the_README_give_the_printed_answers(string file)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The README's calls are for sh and curl.");
        await using var playground = await PlaygroundProcess.StartAsync();
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, file), TestContext.Current.CancellationToken);
        var script = string.Join('\n', Calls().Matches(readme).Select(m => $"{m.Groups["call"].Value}\necho")).Replace("localhost:5080", playground.Http.BaseAddress!.Authority, StringComparison.Ordinal);
        var printed = Answers().Matches(readme).Select(m => m.Groups["answer"].Value).ToList();

        var (exitCode, output) = await Command.RunAsync("sh", ["-ec", script], _folder.FullName);

        exitCode.Should().Be(0, output);
        printed.Should().HaveCountGreaterThan(4);
        Normal(output).Should().Equal(Normal(string.Join('\n', printed)));
    }

    /// <summary>The lines, with values that differ from run to run replaced by placeholders.</summary>
    private static string[] Normal(string text)
    {
        text = Token().Replace(text, "TOKEN");
        text = Time().Replace(text, "TIME");
        text = WeChatId().Replace(text, "\"WECHAT_ID\"");
        text = SessionId().Replace(text, "\"SESSION_ID\"");
        text = Skey().Replace(text, "\"SKEY\"");
        text = Epoch().Replace(text, "\"time\":EPOCH");
        text = Curl().Replace(text, "curl/VERSION");
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    [GeneratedRegex("```sh\n(?<call>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Calls();

    [GeneratedRegex("```json\n(?<answer>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Answers();

    [GeneratedRegex("[a-z2-7]{16}\\.[A-Za-z0-9_-]{43}")]
    private static partial Regex Token();

    [GeneratedRegex("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ")]
    private static partial Regex Time();

    [GeneratedRegex("\"o[A-Za-z0-9_-]{27}\"")]
    private static partial Regex WeChatId();

    [GeneratedRegex("\"[a-z2-7]{16}\"")]
    private static partial Regex SessionId();

    [GeneratedRegex("\"[A-Za-z0-9_-]{43}\"")]
    private static partial Regex Skey();

    [GeneratedRegex("curl/[0-9.]+")]
    private static partial Regex Curl();

    [GeneratedRegex("\"time\":\\d{10}")]
    private static partial Regex Epoch();
}
