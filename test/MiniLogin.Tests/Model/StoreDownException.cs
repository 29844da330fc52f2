namespace MiniLogin.Tests.Model;

/// <summary>The model's store does not answer.</summary>
#pragma warning disable CA1032 // It is thrown here only, and says nothing.
internal sealed class StoreDownException : Exception;
#pragma warning restore CA1032
