using System.Text;
using System.Text.Json;
using MiniLogin.Users;

namespace MiniLogin.Playground.Console;

/// <summary>Records a call to a store in memory as the corresponding operation of DynamoDB.</summary>
internal sealed class StoreCalls(CallLog log, PlaygroundClock clock)
{
    public async Task<T> RecordAsync<T>(string operation, string table, string key, string value, Func<Task<T>> call)
    {
        var time = clock.GetUtcNow();
        var started = clock.GetTimestamp();
        var result = await call();
        var isRefused = operation is "PutItem" or "UpdateItem" && result is null or false or RecordedLogin.TooMany or RecordedLogin.Blocked;
        log.Add(new()
        {
            Time = time,
            From = "function",
            To = "DynamoDB",
            Method = operation,
            Target = table,
            Status = isRefused ? 400 : 200,
            Note = isRefused ? "ConditionalCheckFailedException" : null,
            DurationMs = clock.MsSince(started),
            RequestBody = RecordedBody.Request(Encoding.UTF8.GetBytes($$$"""{"TableName":"{{{table}}}","Key":{"{{{key}}}":"{{{JsonEncodedText.Encode(value)}}}"}}""")),
        });
        return result;
    }
}
