namespace MiniLogin.Apps;

/// <summary>An app as its row has it.</summary>
/// <param name="Credentials">The ciphertext of KMS.</param>
/// <param name="CreatedAt">Null when the row was written by hand without it.</param>
internal sealed record AppRow(App App, byte[] Credentials, DateTimeOffset? CreatedAt);
