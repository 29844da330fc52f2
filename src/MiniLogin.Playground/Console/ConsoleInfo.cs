namespace MiniLogin.Playground.Console;

/// <summary>What the console says about this playground: the app it logs in to, where sessions are kept, which WeChat answers.</summary>
internal sealed record ConsoleInfo(string AppId, string Storage, string WeChat);
