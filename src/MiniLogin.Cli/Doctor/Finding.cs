namespace MiniLogin.Cli.Doctor;

/// <param name="Advice">The fix; null if none is needed.</param>
internal sealed record Finding(string Check, CheckStatus Status, string Detail, string? Advice = null)
{
    public static Finding Ok(string check, string detail) => new(check, CheckStatus.Ok, detail);

    public static Finding Warning(string check, string detail, string advice) => new(check, CheckStatus.Warning, detail, advice);

    public static Finding Failed(string check, string detail, string advice) => new(check, CheckStatus.Failed, detail, advice);

    public static Finding Unreachable(string check, string detail, string advice) => new(check, CheckStatus.Unreachable, detail, advice);
}
