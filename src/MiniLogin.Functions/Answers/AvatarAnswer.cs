namespace MiniLogin.Functions.Answers;

/// <summary>Where the picture is served.</summary>
internal sealed record AvatarAnswer(string AvatarUrl);
