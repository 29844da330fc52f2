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
    public static AppCredentials From(string appSecret) => new(appSecret, [new("local", Key(appSecret, "token"))], [new("local", Key(appSecret, "data"))], new(Key(appSecret, "phone")));

    private static byte[] Key(string appSecret, string use) => HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(appSecret), SecretKey.Size, info: Encoding.UTF8.GetBytes(use));
}
