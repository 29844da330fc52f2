using System.Text.Json.Serialization;

namespace MiniLogin.Cli.Doctor;

internal enum CheckStatus
{
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>Works, but somebody should look.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Could not be told, as a service did not answer.</summary>
    [JsonStringEnumMemberName("unreachable")]
    Unreachable,
}
