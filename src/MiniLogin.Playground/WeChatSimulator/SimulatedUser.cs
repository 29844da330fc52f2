namespace MiniLogin.Playground.WeChatSimulator;

/// <summary>Somebody with a phone. <paramref name="Name"/> is what the playground calls them, the rest is what WeChat knows.</summary>
internal sealed record SimulatedUser(
    string Name, string NickName, string Avatar, string AvatarUrl, int Gender, string PhoneNumber)
{
    /// <summary>False for the users of a mini program that is not bound to an Open Platform account.</summary>
    public bool HasUnionId { get; init; } = true;

    /// <summary>WeChat takes the user for high-risk: the code exchange answers 40226.</summary>
    public bool Blocked { get; init; }
}
