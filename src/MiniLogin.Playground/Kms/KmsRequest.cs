namespace MiniLogin.Playground.Kms;

/// <summary>The members of Encrypt and Decrypt that matter here. Not a record: its text must not show the plaintext.</summary>
internal sealed class KmsRequest
{
    public string? KeyId { get; init; }

    public byte[]? Plaintext { get; init; }

    public byte[]? CiphertextBlob { get; init; }

    public IReadOnlyDictionary<string, string>? EncryptionContext { get; init; }
}
