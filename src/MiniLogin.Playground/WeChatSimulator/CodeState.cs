namespace MiniLogin.Playground.WeChatSimulator;

internal enum CodeState
{
    /// <summary>Never issued, issued for another app, expired, or too long ago to be remembered.</summary>
    Unknown,
    Usable,
    Used,
}
