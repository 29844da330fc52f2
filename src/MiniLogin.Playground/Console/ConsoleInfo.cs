namespace MiniLogin.Playground.Console;

/// <summary>What the console shows about this Playground: its app, its storage, and which WeChat it uses.</summary>
/// <param name="WeComAppId">The app of the simulated WeCom; null if WeChat is not simulated.</param>
/// <param name="MerchantAppId">The mini program of a merchant of the simulated third-party platform; null if WeChat is not simulated.</param>
internal sealed record ConsoleInfo(string AppId, string Storage, string WeChat, string? WeComAppId, string? MerchantAppId);
