using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;
using MiniLogin.Playground.Gateway;

namespace MiniLogin.Playground.Console;

internal sealed class InvocationRecorder(CallLog log, PlaygroundClock clock) : IInvocationWatch
{
    public void Ended(string function, APIGatewayHttpApiV2ProxyRequest request, DateTimeOffset time, long started, int status, string? note) => log.Add(new()
    {
        Time = time,
        From = "gateway",
        To = "function",
        Method = function,
        Target = request.RouteKey,
        Status = status,
        Note = note,
        DurationMs = clock.MsSince(started),

        // Only the part of the event that the recorded call to the gateway does not show.
        RequestBody = RecordedBody.Request(JsonSerializer.SerializeToUtf8Bytes(new
        {
            version = request.Version,
            routeKey = request.RouteKey,
            pathParameters = request.PathParameters,
            requestContext = new { requestId = request.RequestContext.RequestId, stage = request.RequestContext.Stage, time = request.RequestContext.Time },
            isBase64Encoded = request.IsBase64Encoded,
        })),
    });
}
