namespace MiniLogin.Playground.Kms;

/// <summary>The members of Encrypt and Decrypt that are used. Not a record, whose ToString would show the plaintext.</summary>
internal sealed class KmsRequest
{
    public string? KeyId { get; init; }

    public byte[]? Plaintext { get; init; }

    public byte[]? CiphertextBlob { get; init; }

    public IReadOnlyDictionary<string, string>? EncryptionContext { get; init; }
}
