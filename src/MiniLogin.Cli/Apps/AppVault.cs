using System.Security.Cryptography;
using MiniLogin.Account;
using MiniLogin.Apps;
using MiniLogin.Secrets;

namespace MiniLogin.Cli.Apps;

/// <summary>Decrypts and writes the credentials of apps. A write fails if the row has changed since it was read.</summary>
internal sealed class AppVault(AppTable table, KmsAppCredentialsCipher cipher)
{
    /// <returns>False if the app is already registered.</returns>
    public async Task<bool> AddAsync(App app, AppCredentials credentials, string keyId, DateTimeOffset now, CancellationToken cancellationToken) =>
        await table.AddAsync(app, await SealAsync(app.AppId, credentials, keyId, cancellationToken), now, cancellationToken);

    /// <summary>Decrypts the credentials; also returns the KMS key that encrypted them.</summary>
    public async Task<(AppCredentials Credentials, string KeyId)> DecryptAsync(AppRow row, CancellationToken cancellationToken)
    {
        var (json, keyId) = await cipher.DecryptWithKeyIdAsync(row.App.AppId.ToString(), new(row.Credentials, writable: false), cancellationToken);
        var credentials = AppCredentialsDocument.Read(row.App.AppId.ToString(), json);
        CryptographicOperations.ZeroMemory(json);
        return (credentials, keyId);
    }

    /// <returns>False if they were changed since they were read.</returns>
    public async Task<bool> ReplaceAsync(AppRow asRead, AppCredentials credentials, string keyId, CancellationToken cancellationToken) =>
        await table.ReplaceCredentialsAsync(asRead, await SealAsync(asRead.App.AppId, credentials, keyId, cancellationToken), cancellationToken);

    /// <summary>Has logins link users by unionid, or not.</summary>
    /// <returns>False if the credentials were changed since they were read.</returns>
    public async Task<bool> SetLinkingAsync(AppRow asRead, bool linksByUnionId, string? keyId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (credentials, usedKeyId) = await DecryptAsync(asRead, cancellationToken);
        keyId ??= usedKeyId;
        if (linksByUnionId && credentials.PersonKey is null)
        {
            credentials = KeyRotation.WithPersonKey(credentials, await PersonKeyAsync(keyId, now, cancellationToken));
        }

        return await table.SetLinkingAsync(asRead, linksByUnionId, await SealAsync(asRead.App.AppId, credentials, keyId, cancellationToken), cancellationToken);
    }

    /// <summary>Returns the person key of the deployment. Creates it if there is none.</summary>
    public async Task<PersonKey> PersonKeyAsync(string keyId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // If another command creates the key at the same time, that one is read.
        while (true)
        {
            if (await table.FindPersonKeyAsync(cancellationToken) is { } found)
            {
                return new(await cipher.DecryptAsync(AppTable.PersonKeyRow, new(found, writable: false), cancellationToken));
            }

            var key = PersonKey.New();
            if (await table.AddPersonKeyAsync(await cipher.EncryptAsync(AppTable.PersonKeyRow, keyId, key.Bytes.ToArray(), cancellationToken), now, cancellationToken))
            {
                return key;
            }
        }
    }

    private async Task<byte[]> SealAsync(AppId appId, AppCredentials credentials, string keyId, CancellationToken cancellationToken)
    {
        var json = AppCredentialsDocument.Write(credentials);
        try
        {
            return await cipher.EncryptAsync(appId.ToString(), keyId, json, cancellationToken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(json);
        }
    }
}
