namespace MiniLogin.Cli;

/// <summary>What a command works on, besides the options of the library.</summary>
/// <param name="Region">The AWS region; null if the command calls only local endpoints.</param>
/// <param name="Stack">The name of the stack; null if none was named.</param>
/// <param name="Overriding">The environment variables that override a value of the stack by another one.</param>
/// <param name="KeyId">The KMS key for new credentials; null if it is not known.</param>
internal sealed record CommandTarget(string? Region, string? Stack, IReadOnlyList<string> Overriding, string? KeyId);
