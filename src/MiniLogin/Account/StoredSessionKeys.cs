using System.Security.Cryptography;
using MiniLogin.Apps;
using MiniLogin.Secrets;
using MiniLogin.Users;
using MiniLogin.WeChat;

namespace MiniLogin.Account;

internal static class StoredSessionKeys
{
    /// <summary>Returns a session_key that is stored in a user's row, or null if it cannot be decrypted.</summary>
    /// <exception cref="StoreUnavailableException">The credentials could not be read or decrypted.</exception>
    public static async ValueTask<SessionKey?> OpenSessionKeyAsync(this IAppRegistry apps, App app, UserKey userKey, byte[] sealedKey, CancellationToken cancellationToken)
    {
        if (await apps.OpenSealAsync(app, UserSeal.SessionKeyPurpose, userKey.ToString(), sealedKey, cancellationToken) is not { } bytes)
        {
            return null;
        }

        var key = SessionKey.Parse(Convert.ToBase64String(bytes));
        CryptographicOperations.ZeroMemory(bytes);
        return key;
    }
}
