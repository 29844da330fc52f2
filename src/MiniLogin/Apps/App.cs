namespace MiniLogin.Apps;

/// <summary>A registered mini program.</summary>
/// <param name="AppId"><c>wx</c> and 16 hex digits.</param>
/// <param name="Name">The operator's own name for it.</param>
/// <param name="Enabled">A disabled app logs no one in and has no valid session.</param>
public sealed record App(string AppId, string Name, bool Enabled);
