namespace MiniLogin.Wafer;

/// <summary>What a v1 client keeps and sends as X-WX-Id and X-WX-Skey.</summary>
public sealed record WaferSession(string Id, string Skey);
