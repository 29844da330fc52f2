namespace MiniLogin.Playground.Console;

internal sealed record UserRequest(string? User);
