namespace MiniLogin.Playground.Console;

/// <summary>What the console shows about this Playground: its app, its storage, and which WeChat it uses.</summary>
internal sealed record ConsoleInfo(string AppId, string Storage, string WeChat);
