namespace MiniLogin.Functions.Answers;

/// <summary>An RFC 9457 problem document with a stable <c>code</c> and, for an invalid field, its name in <c>field</c>.</summary>
internal sealed record Problem(string Title, int Status, string Code, string Detail, string? Field);
