using System.Text;
using MiniLogin.Playground.WeChatSimulator;

namespace MiniLogin.Tests.Support;

/// <summary>Encrypts any plaintext as encryptedData, with the current session_key of a user.</summary>
internal static class Sealed
{
    public static (string EncryptedData, string Iv) Profile(World world, Func<string, string> plaintext, string user = "lilei") =>
        Profile(world, openId => Encoding.UTF8.GetBytes(plaintext(openId)), user);

    public static (string EncryptedData, string Iv) Profile(World world, Func<string, byte[]> plaintext, string user = "lilei")
    {
        var openId = WeChatIds.OpenId(World.AppId, user);
        return SessionKeys.Encrypt(plaintext(openId), world.WeChat.SessionKeys.Current(World.AppId, openId));
    }
}
