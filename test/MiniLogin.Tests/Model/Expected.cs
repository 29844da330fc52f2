namespace MiniLogin.Tests.Model;

/// <summary>The answer that the model expects.</summary>
/// <param name="Text">In the form of <see cref="Answer.ToString"/>.</param>
/// <param name="LoggedIn">The session that a login returns.</param>
internal sealed record Expected(string Text, ModelSession? LoggedIn = null)
{
    public static Expected SessionInvalid { get; } = new("401 session_invalid");

    public static Expected CodeRejected { get; } = new("401 code_rejected");

    public static Expected WeChatUnavailable { get; } = new("503 wechat_unavailable");

    public static Expected StoreUnavailable { get; } = new("503 store_unavailable");

    public static Expected Done { get; } = new("204");
}
