namespace MiniLogin.Apps;

/// <summary>Opens the credentials that lie encrypted in the Apps table.</summary>
internal interface IAppCredentialsCipher
{
    /// <exception cref="StoreUnavailableException">The key service is not available now.</exception>
    Task<byte[]> DecryptAsync(string appId, MemoryStream ciphertext, CancellationToken cancellationToken);
}
