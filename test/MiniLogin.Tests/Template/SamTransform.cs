using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniLogin.Tests.Template;

/// <summary>
/// The template after the SAM transform of AWS (test/template/transform.py). Without Python or its packages, the tests that
/// need it are skipped with a reason. With MINILOGIN_REQUIRE_SAM=1 they fail.
/// </summary>
internal static class SamTransform
{
    private const string WhyNot = "Needs the SAM transform: install python3 and run pip install -r test/template/requirements.txt.";

    private static readonly ConcurrentDictionary<string, Lazy<(int ExitCode, string Output)>> Ran = new();

    /// <summary>It ends when this process does, because its stdin ends.</summary>
    private static Process? _server;

    /// <summary>The transformed template with these parameters. Skips the calling test if the transform is not installed.</summary>
    public static JsonObject Template(params IEnumerable<(string Name, string Value)> parameters) => Template(Path.Combine(Repository.Root, "template.yaml"), parameters);

    /// <summary>Transforms the text of a template.</summary>
    public static JsonObject TemplateOf(string text, params IEnumerable<(string Name, string Value)> parameters)
    {
        var file = Path.Combine(Repository.Root, "artifacts", $"template-{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12]}.yaml");
        File.WriteAllText(file, text);
        return Template(file, parameters);
    }

    /// <summary>Transforms the template in a file.</summary>
    public static JsonObject Template(string file, IEnumerable<(string Name, string Value)> parameters)
    {
        string[] arguments = [file, .. parameters.Select(p => $"{p.Name}={p.Value}")];
        var (exitCode, output) = Ran.GetOrAdd(string.Join('\n', arguments), _ => new(() => Run(arguments))).Value;
        if (exitCode == 2)
        {
            Assert.SkipWhen(Environment.GetEnvironmentVariable("MINILOGIN_REQUIRE_SAM") != "1", WhyNot);
            Assert.Fail($"{WhyNot}\n{output}");
        }

        Assert.True(exitCode == 0, output);
        return JsonNode.Parse(output)!.AsObject();
    }

    /// <summary>One process transforms for all tests, because starting Python and the translator takes longer than a transform.</summary>
    private static (int ExitCode, string Output) Run(string[] arguments)
    {
        lock (Ran)
        {
            try
            {
                _server ??= Process.Start(new ProcessStartInfo("python3", [Path.Combine("test", "template", "transform.py"), "--serve"])
                {
                    WorkingDirectory = Repository.Root,
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
                    StandardOutputEncoding = Encoding.UTF8,
                })!;
                _server.StandardInput.WriteLine(JsonSerializer.Serialize(arguments));
                _server.StandardInput.Flush();
                if (_server.StandardOutput.ReadLine() is not { } line)
                {
                    return (2, "python3 ended.");
                }

                var answer = JsonNode.Parse(line)!;
                return (answer["exitCode"]!.GetValue<int>(), answer["output"]!.GetValue<string>());
            }
            catch (Exception e) when (e is Win32Exception or IOException)
            {
                return (2, e.Message);
            }
        }
    }
}
