namespace MiniLogin.Cli.Users;

internal sealed record UserKeysDocument(string UnionId, IReadOnlyList<string> UserKeys);
