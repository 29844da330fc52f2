namespace MiniLogin.Cli.Users;

/// <param name="UnionId">Null if the users were found by phone number.</param>
internal sealed record UserKeysDocument(string? UnionId, IReadOnlyList<string> UserKeys);
