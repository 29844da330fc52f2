namespace MiniLogin.Playground.WeChatSimulator;

internal enum CodeState
{
    /// <summary>Never issued, issued for another app, or expired. Used codes become unknown after ten minutes.</summary>
    Unknown,
    Usable,
    Used,
}
