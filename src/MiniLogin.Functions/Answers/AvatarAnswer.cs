namespace MiniLogin.Functions.Answers;

/// <summary>The URL of the stored picture.</summary>
internal sealed record AvatarAnswer(string AvatarUrl);
