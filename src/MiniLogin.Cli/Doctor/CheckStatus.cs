using System.Text.Json.Serialization;

namespace MiniLogin.Cli.Doctor;

internal enum CheckStatus
{
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>Works, but needs attention.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Unknown, because a service is unreachable.</summary>
    [JsonStringEnumMemberName("unreachable")]
    Unreachable,
}
