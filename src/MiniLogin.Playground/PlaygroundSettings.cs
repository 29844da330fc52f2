using MiniLogin.Apps;
using MiniLogin.Playground.WeChatSimulator;

namespace MiniLogin.Playground;

/// <summary>The settings from the command line.</summary>
/// <param name="Urls">URLs to listen on, separated by ';'.</param>
/// <param name="DynamoDB">Null: keep sessions and users in memory.</param>
/// <param name="WeChat">Null: simulate WeChat.</param>
/// <param name="Mock">Run the mock stage instead, as it would be deployed.</param>
/// <param name="Console">Whether to serve the console and record calls for it.</param>
/// <param name="Hosts">Names of this machine that requests may use, in addition to those in <paramref name="Urls"/>.</param>
/// <param name="Stacks">Stacks served beside MiniLogin.</param>
/// <param name="TablePrefix">Precedes the names of the stacks' tables.</param>
/// <param name="Options">Null: read them from the environment, as the deployed functions do.</param>
/// <param name="LinkByUnionId">Whether a login links the user with the person of its unionid.</param>
internal sealed record PlaygroundSettings(string Urls, string AppId, string AppSecret, Uri? DynamoDB = null, Uri? WeChat = null, MiniLoginOptions? Options = null, bool Mock = false, bool Console = true, IReadOnlyList<string>? Hosts = null, IReadOnlyList<StackSource>? Stacks = null, string TablePrefix = "", bool LinkByUnionId = false)
{
    public const string DefaultUrls = "http://localhost:5080";
    public const string DefaultAppId = "wx0123456789abcdef";
    public const string DefaultAppSecret = "0123456789abcdef0123456789abcdef";

    /// <summary>The app of the simulated WeCom.</summary>
    public const string WeComAppId = "ww0123456789abcdef/1000002";
    public const string WeComSecret = "0123456789abcdefghijklmnopqrstuvwxyzABCDE-_";

    /// <summary>The third-party platform at the simulated WeChat.</summary>
    public static SimulatedComponent Component { get; } = new("wxc0ffee0123456789", "fedcba9876543210fedcba9876543210", "playground", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG");

    /// <summary>The mini program of a merchant, which authorises the platform when the console or a test lets it.</summary>
    public const string MerchantAppId = "wxaaaaaaaaaaaaaaaa";
    public const string MerchantName = "Merchant";

    public App MiniProgram => new(MiniLogin.Apps.AppId.Parse(AppId), "Playground", Enabled: true) { LinksByUnionId = LinkByUnionId };

    /// <summary>The app of WeCom that is linked with the mini program; null if WeChat is not simulated.</summary>
    public App? WeComApp => WeChat is null
        ? new(MiniLogin.Apps.AppId.Parse(WeComAppId), "Playground in WeCom", Enabled: true, Kind: AppKind.WeCom) { MiniProgram = MiniProgram.AppId, LinksByUnionId = LinkByUnionId }
        : null;
}
