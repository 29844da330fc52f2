namespace MiniLogin.Playground.WeChatSimulator;

/// <summary>The members in the order of rawData, which is signed.</summary>
internal sealed record UserProfile(
    string NickName, int Gender, string Language, string City, string Province, string Country, string AvatarUrl)
{
    public static UserProfile From(SimulatedUser user) => user.Gender == 0
        ? new(user.NickName, 0, "", "", "", "", user.AvatarUrl)
        : new(user.NickName, user.Gender, "zh_CN", "Guangzhou", "Guangdong", "China", user.AvatarUrl);
}
