using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace MiniLogin.Playground.WeChatSimulator;

/// <summary>Ids in the format of WeChat: 28 letters; ids of one app share the first six. They are the same after a restart.</summary>
internal static class WeChatIds
{
    public static string OpenId(string appId, string user) => Id($"app {appId}", $"openid {appId} {user}");

    public static string UnionId(string user) => Id("open platform", $"unionid {user}");

    private static string Id(string scope, string subject) => $"o{Letters(scope, 5)}{Letters(subject, 22)}";

    private static string Letters(string text, int length) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..length];
}
