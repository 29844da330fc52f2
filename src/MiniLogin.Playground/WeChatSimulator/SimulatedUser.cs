namespace MiniLogin.Playground.WeChatSimulator;

/// <summary>A user of the simulated WeChat. <paramref name="Name"/> is the id within the Playground; WeChat knows the other values.</summary>
internal sealed record SimulatedUser(
    string Name, string NickName, string Avatar, string AvatarUrl, int Gender, string PhoneNumber)
{
    /// <summary>False: the user has no unionid, as in a mini program that is not bound to an Open Platform account.</summary>
    public bool HasUnionId { get; init; } = true;

    /// <summary>WeChat rates the user as high-risk: jscode2session answers 40226.</summary>
    public bool Blocked { get; init; }
}
