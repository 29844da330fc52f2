namespace MiniLogin.Tests.Model;

/// <summary>A time at which the state of a session changes.</summary>
internal enum Edge
{
    ExtensionDue,

    /// <summary>When a session whose user cannot be read is no longer trusted.</summary>
    TrustEnd,
    End,
    AbsoluteEnd,
    RetryEnd,
}
