using MiniLogin.Secrets;

namespace MiniLogin.Tests.Apps;

internal sealed class CountingCipher : IAppCredentialsCipher
{
    public IAppCredentialsCipher? Inner { get; set; }

    public int Decrypted { get; private set; }

    public Task<byte[]> DecryptAsync(string appId, MemoryStream ciphertext, CancellationToken cancellationToken)
    {
        Decrypted++;
        return Inner!.DecryptAsync(appId, ciphertext, cancellationToken);
    }
}
