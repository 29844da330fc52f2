using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;

namespace MiniLogin.Apps;

/// <summary>KMS with encryption context <c>appId</c>: a ciphertext copied to another app's row does not open.</summary>
internal sealed class KmsAppCredentialsCipher(IAmazonKeyManagementService kms) : IAppCredentialsCipher
{
    public async Task<byte[]> DecryptAsync(string appId, MemoryStream ciphertext, CancellationToken cancellationToken)
    {
        var request = new DecryptRequest
        {
            CiphertextBlob = ciphertext,
            EncryptionContext = new() { ["appId"] = appId },
        };
        var response = await AwsCall.Of(kms.DecryptAsync(request, cancellationToken));
        return response.Plaintext.ToArray();
    }
}
