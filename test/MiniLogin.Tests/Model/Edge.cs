namespace MiniLogin.Tests.Model;

/// <summary>A time at which the state of a session changes.</summary>
internal enum Edge
{
    ExtensionDue,
    End,
    AbsoluteEnd,
    RetryEnd,
}
