using System.Diagnostics;

namespace MiniLogin.Playground.Console;

/// <summary>Records the HTTP requests of a function and their answers.</summary>
/// <param name="maxAnswer">The largest answer to read, in bytes. Must be the limit of the caller, because the answer is read here.</param>
internal sealed class RecordingHandler(HttpMessageHandler inner, CallLog log, PlaygroundClock clock, int maxAnswer, Func<HttpRequestMessage, byte[], RecordedRequest> describe) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Activity.Current is null)
        {
            // Not caused by a call to the gateway: the Playground manages its tables.
            return await base.SendAsync(request, cancellationToken);
        }

        var time = clock.GetUtcNow();
        var started = clock.GetTimestamp();
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, cancellationToken);
            await response.Content.LoadIntoBufferAsync(maxAnswer, cancellationToken);
            Record(response, (int)response.StatusCode, null, await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return response;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            Record(response, 0, failure is OperationCanceledException ? "timed out" : "incomplete answer", []);
            response?.Dispose();
            throw;
        }

        void Record(HttpResponseMessage? response, int status, string? note, byte[] answer)
        {
            var (to, method, target) = describe(request, body);
            log.Add(new()
            {
                Time = time,
                From = "function",
                To = to,
                Method = method,
                Target = target,
                Status = status,
                Note = note,
                DurationMs = clock.MsSince(started),
                RequestHeaders = RecordedHeader.From(request.Headers, request.Content?.Headers),
                RequestBody = RecordedBody.Request(body),
                ResponseHeaders = response is null ? [] : RecordedHeader.From(response.Headers, response.Content.Headers),
                ResponseBody = RecordedBody.Response(answer),
            });
        }
    }
}
