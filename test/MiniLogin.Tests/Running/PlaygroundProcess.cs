using System.Diagnostics;
using System.Net.Http.Json;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MiniLogin.Tests.Running;

/// <summary>The Playground as a separate process.</summary>
internal sealed partial class PlaygroundProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PlaygroundProcess(IEnumerable<string> arguments, string? tables = null, string? appSecret = null, string? input = null, Assembly? program = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var dll = (program ?? typeof(MiniLogin.Playground.PlaygroundSettings).Assembly).Location;
        _process = new() { StartInfo = new("dotnet", [dll, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = input is not null } };
        _process.StartInfo.Environment["MINILOGIN_APP_SECRET"] = appSecret;
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            _process.StartInfo.Environment[name] = value;
        }

        if (tables is not null)
        {
            foreach (var table in new[] { "Sessions", "Users", "Apps", "Deletions" })
            {
                _process.StartInfo.Environment[$"MiniLogin__{table}Table"] = $"{tables}-{table.ToLowerInvariant()}";
            }
        }

        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        if (input is not null)
        {
            _process.StandardInput.WriteLine(input);
            _process.StandardInput.Close();
        }
    }

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public HttpClient Http { get; } = new();

    /// <summary>The address from the banner.</summary>
    public string Address => Http.BaseAddress!.OriginalString;

    /// <summary>Starts it and waits until it has printed its banner.</summary>
    public static Task<PlaygroundProcess> StartAsync(params string[] arguments) => StartOnAsync(tables: null, arguments);

    /// <summary>The same with separate tables in DynamoDB, for tests that other tests could disturb.</summary>
    public static Task<PlaygroundProcess> StartWithOwnTablesAsync(params string[] arguments) => StartOnAsync(NewTables(), arguments);

    public static string NewTables() => $"alone-{Guid.NewGuid():N}";

    /// <param name="tables">The prefix of the table names.</param>
    public static Task<PlaygroundProcess> StartOnAsync(string? tables, params string[] arguments) => StartWithSecretAsync(tables, appSecret: null, input: null, arguments);

    /// <param name="appSecret">In the environment.</param>
    /// <param name="input">A line on stdin. Null: stdin of the tests.</param>
    public static async Task<PlaygroundProcess> StartWithSecretAsync(string? tables, string? appSecret, string? input, params string[] arguments)
    {
        var playground = new PlaygroundProcess(arguments.Contains("--urls") ? arguments : ["--urls", "http://127.0.0.1:0", .. arguments], tables, appSecret, input);
        playground.Http.BaseAddress = new(await playground._address.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        return playground;
    }

    /// <summary>Starts the program of a stack of one's own, with separate tables for MiniLogin's data.</summary>
    public static async Task<PlaygroundProcess> StartProgramAsync(Assembly program, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var playground = new PlaygroundProcess(["--urls", "http://127.0.0.1:0", .. arguments], NewTables(), program: program, environment: environment);
        playground.Http.BaseAddress = new(await playground._address.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        return playground;
    }

    /// <summary>The same, if it is expected to exit.</summary>
    public static async Task<(int ExitCode, string Output)> RunProgramAsync(Assembly program, params string[] arguments)
    {
        await using var playground = new PlaygroundProcess(arguments, input: "", program: program);
        await playground._process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (playground._process.ExitCode, playground.Output);
    }

    /// <summary>Logs a simulated user in and returns a client with the session's token.</summary>
    public async Task<HttpClient> LogInAsync(string user)
    {
        var login = await PostAsync("/login", new { code = await WxLoginAsync(user) });
        var client = new HttpClient { BaseAddress = Http.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", login["token"]!.GetValue<string>());
        return client;
    }

    /// <summary>A new wx.login code of a simulated user.</summary>
    public async Task<string> WxLoginAsync(string user) => (await PostAsync("/playground/wx/login", new { user }))["code"]!.GetValue<string>();

    /// <summary>Starts it and waits until it exits.</summary>
    public static Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) => RunOnAsync(tables: null, arguments);

    public static async Task<(int ExitCode, string Output)> RunOnAsync(string? tables, params string[] arguments)
    {
        await using var playground = new PlaygroundProcess(arguments, tables, input: "");
        await playground._process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (playground._process.ExitCode, playground.Output);
    }

    /// <summary>Sends Ctrl+C and returns the exit code.</summary>
    public async Task<int> InterruptAsync()
    {
        const int SigInt = 2;
        Assert.Equal(0, Kill(_process.Id, SigInt));
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);

    [GeneratedRegex(@"(Console|Address)\s+(?<url>http\S+)")]
    private static partial Regex AddressPattern();

    private async Task<JsonNode> PostAsync(string path, object body)
    {
        using var response = await Http.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
    }

    private void Read(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }

        // This is the last line of the banner.
        if (line == "Press Ctrl+C to stop.")
        {
            _address.TrySetResult(AddressPattern().Match(Output).Groups["url"].Value);
        }
    }
}
