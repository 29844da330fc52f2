namespace MiniLogin.Cli.Doctor;

/// <summary>The answer of a WeChat host to a login with an invalid code.</summary>
/// <param name="ErrCode">Null if the answer has none.</param>
/// <param name="ErrMsg">WeChat's text for the errcode.</param>
/// <param name="Date">The time of the host, with a precision of a second.</param>
/// <param name="AskedAt">The time of this machine, halfway between request and answer.</param>
/// <param name="Failure">Why there is no valid answer; null if there is one.</param>
internal sealed record HostAnswer(string Host, int? ErrCode, string? ErrMsg, TimeSpan Took, DateTimeOffset? Date, DateTimeOffset AskedAt, string? Failure);
