using System.Security.Cryptography;
using System.Text;
using MiniLogin.Secrets;

namespace MiniLogin.Playground;

/// <summary>
/// Derives an app's credentials from its AppSecret alone, so that a restarted Playground can read what it wrote before.
/// For local use only: in a deployed stack the keys are random and stored encrypted in the Apps table.
/// </summary>
internal static class LocalCredentials
{
    public static AppCredentials From(string appSecret) => new(appSecret, [Key(appSecret, "token")], [Key(appSecret, "data")]);

    private static SecretKey Key(string appSecret, string use) =>
        new("local", HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(appSecret), SecretKey.Size, info: Encoding.UTF8.GetBytes(use)));
}
