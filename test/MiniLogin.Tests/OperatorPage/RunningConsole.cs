using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniLogin.Cli;
using MiniLogin.Tests.Secrets;
using Spectre.Console;

namespace MiniLogin.Tests.OperatorPage;

/// <summary><c>minilogin console</c> while it runs, and a client that calls it as its page does.</summary>
internal sealed class RunningConsole : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Terminal _terminal = new();
    private readonly Task<int> _run;

    private RunningConsole(string[] args, TimeProvider? clock) =>
        _run = new OperatorCommand(_terminal, clock ?? TimeProvider.System, _ => null).RunAsync(["console", "--no-open", "--json", .. args], _stop.Token);

    /// <summary>The printed address, with the token.</summary>
    public Uri Address { get; private set; } = new("http://unknown");

    public string Token => Address.Fragment[1..];

    public string Authority => Address.GetLeftPart(UriPartial.Authority);

    public HttpClient Http { get; private set; } = new();

    /// <summary>The cookie that the browser has after the page was opened, as name=value.</summary>
    public string Cookie { get; set; } = "";

    /// <summary>What the page has after it was opened.</summary>
    public string Key { get; set; } = "";

    public string Errors => _terminal.Messages.ToString();

    /// <param name="args">Where the deployment is.</param>
    public static async Task<RunningConsole> StartAsync(string[] args, TimeProvider? clock = null)
    {
        var console = new RunningConsole(args, clock);
        var printed = await Task.WhenAny(console._terminal.FirstDocument, console._run) == console._run ? null : await console._terminal.FirstDocument;
        printed.Should().NotBeNull("it wrote {0}", console.Errors);
        console.Address = new(JsonNode.Parse(printed!)!["url"]!.GetValue<string>());
        // Cookies are in the tests' hands.
        console.Http = new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new(console.Authority) };
        return console;
    }

    /// <summary>Opens the page, as a browser does with the printed address.</summary>
    public async Task<RunningConsole> OpenAsync()
    {
        using var answer = await SendAsync("open", new { token = Token });
        Cookie = answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        Key = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["key"]!.GetValue<string>();
        return this;
    }

    /// <summary>Calls an operation, as the page does. Returns what it answers; fails unless the status is as expected.</summary>
    public async Task<JsonNode> CallAsync(string name, object? body = null, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await SendAsync(name, body ?? new { });
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.Should().Be(expected, "{0} answered {1}", name, text);
        SecretWatch.Run.Say($"console: {name}", text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>Sends a call like the page, except for what is changed.</summary>
    public async Task<HttpResponseMessage> SendAsync(string name, object body, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/{name}") { Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, MediaTypeHeaderValue.Parse("application/json")) };
        request.Headers.Add("Origin", Authority);
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        foreach (var (header, value) in new[] { ("Cookie", Cookie), ("X-MiniLogin-Console", Key) })
        {
            if (value.Length > 0)
            {
                request.Headers.Add(header, value);
            }
        }

        change?.Invoke(request);
        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until it ends by itself and returns the exit code.</summary>
    public Task<int> WhenEndedAsync() => _run.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    /// <summary>Ends it as Ctrl+C does and returns the exit code.</summary>
    public async Task<int> InterruptAsync()
    {
        await _stop.CancelAsync();
        return await WhenEndedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await InterruptAsync();
        Http.Dispose();
        _stop.Dispose();
    }

    private sealed class Terminal : ITerminal
    {
        public Lines Written { get; } = new();

        public StringWriter Messages { get; } = new();

        public Task<string> FirstDocument => Written.First.Task;

        public TextReader Input => TextReader.Null;

        public TextWriter Output => Written;

        public TextWriter Error => Messages;

        public bool IsInputRedirected => true;

        public bool IsOutputRedirected => true;

        public IAnsiConsole? ErrorConsole => null;

        public string ReadHidden() => throw new NotSupportedException();
    }

    private sealed class Lines : StringWriter
    {
        public TaskCompletionSource<string> First { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override void WriteLine(string? value) => First.TrySetResult(value!);
    }
}
