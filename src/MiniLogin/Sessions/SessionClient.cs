namespace MiniLogin.Sessions;

/// <summary>What logged in, as it described itself.</summary>
/// <param name="UserAgent">At most 256 characters.</param>
/// <param name="MiniProgramVersion">From the Referer: <c>0</c> in development and trial, <c>devtools</c> in the IDE.</param>
public sealed record SessionClient(string? UserAgent, string? MiniProgramVersion);
