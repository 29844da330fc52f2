using System.Diagnostics.CodeAnalysis;

namespace MiniLogin.Playground.WeChatSimulator;

internal sealed class SimulatedUsers
{
    // The grey default avatar, which getUserInfo returns for every user since 2022-10-25.
    private const string GreyAvatar = "https://thirdwx.qlogo.cn/mmopen/vi_32/POgEwh4mIHO4nibH0KlMECNjjGxQUq24ZEaGT4poC6icRiccVGKSyXwibcPq4BWmiaIGuG1icwxaQX6grC9VemZoJ8rg/132";

    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, SimulatedUser> _users = new(StringComparer.Ordinal);

    public SimulatedUsers()
    {
        Add(new("meimei", "韩梅梅", "🌸", PictureOf("meimei"), 2, "13800138000"));
        Add(new("lilei", "李雷", "🚲", PictureOf("lilei"), 1, "13900139000"));
        Add(new("anonymous", "微信用户", "👤", GreyAvatar, 0, "13700137000"));
        Add(new("ajie", "阿杰🎧", "🎧", PictureOf("ajie"), 1, "13600136000") { HasUnionId = false });
        Add(new("laowang", "王叔", "🐼", PictureOf("laowang"), 1, "13500135000") { Blocked = true });
    }

    public void Add(SimulatedUser user)
    {
        lock (_lock)
        {
            _users[user.Name] = user;
        }
    }

    /// <summary>Changes the nickname, until the Playground ends. Returns false if there is no such user.</summary>
    public bool Rename(string? name, string nickName)
    {
        lock (_lock)
        {
            if (name is null || !_users.TryGetValue(name, out var user))
            {
                return false;
            }

            _users[name] = user with { NickName = nickName };
            return true;
        }
    }

    public bool TryFind(string? name, [NotNullWhen(true)] out SimulatedUser? user)
    {
        lock (_lock)
        {
            user = null;
            return name is not null && _users.TryGetValue(name, out user);
        }
    }

    public IReadOnlyList<SimulatedUser> ToList()
    {
        lock (_lock)
        {
            return [.. _users.Values];
        }
    }

    private static string PictureOf(string name) => $"https://thirdwx.qlogo.cn/mmopen/vi_32/{WeChatIds.UnionId(name)}/132";
}
