using System.Security.Cryptography;
using System.Text;
using MiniLogin.Apps;
using MiniLogin.Playground.WeChatSimulator;
using MiniLogin.Secrets;
using MiniLogin.WeChat.ThirdParty;

namespace MiniLogin.Playground;

/// <summary>
/// Derives an app's credentials from its AppSecret alone, so that a restarted Playground can read what it wrote before.
/// For local use only: in a deployed stack the keys are random and stored encrypted in the Apps table.
/// </summary>
internal static class LocalCredentials
{
    // The same for all apps, as in a deployed stack.
    private static readonly PersonKey PersonKey = new(Key("minilogin playground", "person"));

    public static AppCredentials From(string appSecret) => new(appSecret, [new("local", Key(appSecret, "token"))], [new("local", Key(appSecret, "data"))], new(Key(appSecret, "phone")), PersonKey);

    /// <summary>The third-party platform of the Playground.</summary>
    public static Component From(SimulatedComponent component, string? keyId = null) => new(
        AppId.Parse(component.AppId),
        new(component.Secret, component.Token, [EncodingAesKey.Parse(component.EncodingAesKey)], new("local", Key(component.Secret, "component"))),
        keyId);

    private static byte[] Key(string appSecret, string use) => HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(appSecret), SecretKey.Size, info: Encoding.UTF8.GetBytes(use));
}
