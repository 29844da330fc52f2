using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using AWS.Lambda.Powertools.Common;

namespace MiniLogin.Functions;

/// <summary>
/// Writes the log to standard output, one JSON object per line. The metric filters of template.yaml match the key <c>event</c>,
/// so a message without one gets <see cref="LogEvents.Other"/>. Each line begins with the key <c>function</c>, by which they tell a
/// new version from the previous one during a release. During a call, <c>request_id</c> follows. The default output of Powertools is
/// not used, because it writes to <c>Console.Out</c>, whose lines the Lambda runtime may wrap into the message of another line.
/// </summary>
/// <param name="function">The function and its version, such as <c>Login:12</c>. Must need no escaping in JSON.</param>
internal sealed class LogOutput(Stream output, string function) : IConsoleWrapper
{
    private static readonly AsyncLocal<string?> Request = new();

    private readonly Lock _lock = new();

    /// <summary>API Gateway's id of the request that is being answered, which its access log and the header <c>apigw-requestid</c> have, too.</summary>
    public static string? RequestId
    {
        get => Request.Value;
        set => Request.Value = value;
    }

    private string Keys => $"\"function\":\"{function}\"" + (RequestId is { } id ? $",\"request_id\":\"{JsonEncodedText.Encode(id)}\"" : "");

    /// <summary>Writes a log message, which is JSON, or a message of Powertools itself, which is text.</summary>
    public void WriteLine(string message)
    {
        var line = Encoding.UTF8.GetBytes(WithKeys(message) + '\n');
        lock (_lock)
        {
            output.Write(line);
            output.Flush();
        }
    }

    public void Debug(string message) => WriteLine(message);

    public void Error(string message) => WriteLine(message);

    /// <summary>Part of the interface in some versions of Powertools; not used.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "A member of the interface.")]
    public string ReadLine() => "";

    private string WithKeys(string message) => HasEvent(message) switch
    {
        true => $$"""{{{Keys}},{{message.AsSpan(1)}}""",
        false => $$"""{{{Keys}},"event":"{{LogEvents.Other}}",{{message.AsSpan(1)}}""",
        null => $$"""{{{Keys}},"level":"Warning","message":"{{JsonEncodedText.Encode(message)}}","event":"{{LogEvents.Other}}"}""",
    };

    /// <summary>Returns null if the message is not a JSON object with keys.</summary>
    private static bool? HasEvent(string message)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(message));
        bool? has = null;
        try
        {
            while (reader.Read() && reader.CurrentDepth <= 1 && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.PropertyName)
            {
                if (reader.TokenType == JsonTokenType.PropertyName)
                {
                    has = has == true || reader.ValueTextEquals("event"u8);
                    reader.Skip();
                }
            }

            return has;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
