namespace MiniLogin.Functions.Answers;

/// <summary>RFC 9457, with a stable <c>code</c> and, where one is at fault, the <c>field</c>.</summary>
internal sealed record Problem(string Title, int Status, string Code, string Detail, string? Field);
