namespace MiniLogin.Apps;

/// <summary>What an app is. It decides how its login codes are exchanged and what else it can be asked, and nothing else.</summary>
internal enum AppKind
{
    /// <summary>A WeChat mini program with an AppSecret of its own.</summary>
    MiniProgram,

    /// <summary>An app of WeCom (企业微信) that is linked with a mini program. Its id is <c>CORPID/AGENTID</c>.</summary>
    WeCom,

    /// <summary>A mini program of a merchant (授权方, authorizer), for which the stack's third-party platform (第三方平台) acts. It has no AppSecret.</summary>
    Authorizer,
}

/// <summary>The names of the kinds in the Apps table.</summary>
internal static class AppKinds
{
    public const string WeCom = "wecom";
    public const string Authorizer = "authorizer";

    /// <summary>Null for a mini program: its rows have no kind.</summary>
    public static string? Name(this AppKind kind) => kind switch
    {
        AppKind.MiniProgram => null,
        AppKind.WeCom => WeCom,
        AppKind.Authorizer => Authorizer,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Returns null for a kind that this version does not know, or that no app with this id can have.</summary>
    public static AppKind? Parse(string? name, AppId appId) => name switch
    {
        null when appId.CorpId is null => AppKind.MiniProgram,
        WeCom when appId.CorpId is not null => AppKind.WeCom,
        Authorizer when appId.CorpId is null => AppKind.Authorizer,
        _ => null,
    };
}
