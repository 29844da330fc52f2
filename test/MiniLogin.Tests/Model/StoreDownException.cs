namespace MiniLogin.Tests.Model;

/// <summary>The store of the model fails.</summary>
#pragma warning disable CA1032 // It is only thrown by the model and has no message.
internal sealed class StoreDownException : Exception;
#pragma warning restore CA1032
