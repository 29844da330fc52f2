using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using MiniLogin.Aws;

namespace MiniLogin.Secrets;

/// <summary>Opens the credentials that lie encrypted in the Apps table.</summary>
internal interface IAppCredentialsCipher
{
    /// <exception cref="StoreUnavailableException">The key service is not available now.</exception>
    Task<byte[]> DecryptAsync(string appId, MemoryStream ciphertext, CancellationToken cancellationToken);
}

/// <summary>KMS with encryption context <c>appId</c>: a ciphertext copied to another app's row does not open.</summary>
internal sealed class KmsAppCredentialsCipher(IAmazonKeyManagementService kms) : IAppCredentialsCipher
{
    public async Task<byte[]> DecryptAsync(string appId, MemoryStream ciphertext, CancellationToken cancellationToken) =>
        (await DecryptWithKeyIdAsync(appId, ciphertext, cancellationToken)).Plaintext;

    /// <summary>The plaintext, and the id of the key it was under.</summary>
    /// <exception cref="StoreUnavailableException">KMS is not available now.</exception>
    public async Task<(byte[] Plaintext, string KeyId)> DecryptWithKeyIdAsync(string appId, MemoryStream ciphertext, CancellationToken cancellationToken)
    {
        var request = new DecryptRequest
        {
            CiphertextBlob = ciphertext,
            EncryptionContext = Context(appId),
        };
        var response = await AwsCall.RunAsync(kms.DecryptAsync(request, cancellationToken));
        return (response.Plaintext.ToArray(), response.KeyId);
    }

    /// <exception cref="StoreUnavailableException">KMS is not available now.</exception>
    public async Task<byte[]> EncryptAsync(string appId, string keyId, byte[] plaintext, CancellationToken cancellationToken)
    {
        var request = new EncryptRequest
        {
            KeyId = keyId,
            Plaintext = new(plaintext, writable: false),
            EncryptionContext = Context(appId),
        };
        return (await AwsCall.RunAsync(kms.EncryptAsync(request, cancellationToken))).CiphertextBlob.ToArray();
    }

    private static Dictionary<string, string> Context(string appId) => new() { ["appId"] = appId };
}
