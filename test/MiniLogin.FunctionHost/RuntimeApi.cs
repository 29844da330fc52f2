using System.Globalization;
using System.Text.Json;
using Amazon.Lambda.Core;

namespace MiniLogin.FunctionHost;

/// <summary>A client of Lambda's runtime API: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html.</summary>
/// <param name="address">Host and port.</param>
internal sealed class RuntimeApi(string address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new($"http://{address}/2018-06-01/runtime/invocation/"), Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Waits for an invocation and reports its response, or the exception that the function threw.</summary>
    public async Task ServeNextAsync(string function, Func<Stream, ILambdaContext, Task<MemoryStream>> invoke)
    {
        using var next = await _http.GetAsync(new Uri("next", UriKind.Relative));
        next.EnsureSuccessStatusCode();
        var id = Header(next, "Lambda-Runtime-Aws-Request-Id")!;
        Environment.SetEnvironmentVariable("_X_AMZN_TRACE_ID", Header(next, "Lambda-Runtime-Trace-Id"));
        var deadline = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(Header(next, "Lambda-Runtime-Deadline-Ms")!, CultureInfo.InvariantCulture));
        try
        {
            await ReportAsync($"{id}/response", await invoke(await next.Content.ReadAsStreamAsync(), new InvocationContext(function, id, deadline)));
        }
#pragma warning disable CA1031 // Every exception of the function is reported as its response.
        catch (Exception e)
#pragma warning restore CA1031
        {
            await ReportAsync($"{id}/error", new(System.Text.Encoding.UTF8.GetBytes(
                $$"""{"errorType":"{{JsonEncodedText.Encode(e.GetType().Name)}}","errorMessage":"{{JsonEncodedText.Encode(e.Message)}}"}""")));
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task ReportAsync(string path, MemoryStream body)
    {
        using var content = new StreamContent(body);
        using var taken = await _http.PostAsync(new Uri(path, UriKind.Relative), content);
    }

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.Single() : null;
}
