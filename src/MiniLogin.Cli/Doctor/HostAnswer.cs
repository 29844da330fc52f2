namespace MiniLogin.Cli.Doctor;

/// <summary>What a WeChat host made of a login with a code that cannot be.</summary>
/// <param name="ErrCode">Null when it gave none.</param>
/// <param name="Date">The host's time, to a second.</param>
/// <param name="AskedAt">This machine's time halfway.</param>
/// <param name="Failure">Why there is no answer; null when there is one.</param>
internal sealed record HostAnswer(string Host, int? ErrCode, TimeSpan Took, DateTimeOffset? Date, DateTimeOffset AskedAt, string? Failure);
