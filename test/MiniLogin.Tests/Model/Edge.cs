namespace MiniLogin.Tests.Model;

/// <summary>A time at which something about a session changes.</summary>
internal enum Edge
{
    ExtensionDue,
    End,
    AbsoluteEnd,
    RetryEnd,
}
