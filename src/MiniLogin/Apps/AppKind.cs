namespace MiniLogin.Apps;

/// <summary>What an app is. It decides how its login codes are exchanged, and nothing else.</summary>
internal enum AppKind
{
    /// <summary>A WeChat mini program with an AppSecret of its own.</summary>
    MiniProgram,
}

/// <summary>The names of the kinds in the Apps table.</summary>
internal static class AppKinds
{
    /// <summary>Null for a mini program: its rows have no kind.</summary>
    public static string? Name(this AppKind kind) => kind switch
    {
        AppKind.MiniProgram => null,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Returns null for a kind that this version does not know.</summary>
    public static AppKind? Parse(string? name) => name switch
    {
        null => AppKind.MiniProgram,
        _ => null,
    };
}
