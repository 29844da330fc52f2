using MiniLogin.Users;

namespace MiniLogin.WeChat;

/// <summary>A profile that WeChat vouches for; null where it is WeChat's anonymous one, which says nothing.</summary>
internal sealed record ProvenProfile(UserProfile? Profile, string? UnionId);
