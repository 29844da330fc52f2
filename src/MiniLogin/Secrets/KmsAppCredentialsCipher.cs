using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using MiniLogin.Aws;

namespace MiniLogin.Secrets;

/// <summary>Decrypts the credentials in the Apps table.</summary>
internal interface IAppCredentialsCipher
{
    /// <exception cref="StoreUnavailableException">The key service is unavailable.</exception>
    Task<byte[]> DecryptAsync(string appId, MemoryStream ciphertext, CancellationToken cancellationToken);
}

/// <summary>Uses KMS with the encryption context <c>appId</c>, so that a ciphertext copied to another app's row cannot be decrypted.</summary>
/// <param name="kms">Created by the first call: a function that only checks sessions needs none.</param>
internal sealed class KmsAppCredentialsCipher(Lazy<IAmazonKeyManagementService> kms) : IAppCredentialsCipher
{
    public KmsAppCredentialsCipher(IAmazonKeyManagementService kms)
        : this(new Lazy<IAmazonKeyManagementService>(kms))
    {
    }

    public async Task<byte[]> DecryptAsync(string appId, MemoryStream ciphertext, CancellationToken cancellationToken) =>
        (await DecryptWithKeyIdAsync(appId, ciphertext, cancellationToken)).Plaintext;

    /// <summary>Returns the plaintext and the id of the KMS key.</summary>
    /// <exception cref="StoreUnavailableException">KMS is unavailable.</exception>
    public async Task<(byte[] Plaintext, string KeyId)> DecryptWithKeyIdAsync(string appId, MemoryStream ciphertext, CancellationToken cancellationToken)
    {
        var request = new DecryptRequest
        {
            CiphertextBlob = ciphertext,
            EncryptionContext = Context(appId),
        };
        var response = await AwsCall.RunAsync(kms.Value.DecryptAsync(request, cancellationToken));
        return (response.Plaintext.ToArray(), response.KeyId);
    }

    /// <exception cref="StoreUnavailableException">KMS is unavailable.</exception>
    public async Task<byte[]> EncryptAsync(string appId, string keyId, byte[] plaintext, CancellationToken cancellationToken)
    {
        var request = new EncryptRequest
        {
            KeyId = keyId,
            Plaintext = new(plaintext, writable: false),
            EncryptionContext = Context(appId),
        };
        return (await AwsCall.RunAsync(kms.Value.EncryptAsync(request, cancellationToken))).CiphertextBlob.ToArray();
    }

    private static Dictionary<string, string> Context(string appId) => new() { ["appId"] = appId };
}
