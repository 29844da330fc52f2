namespace MiniLogin.Playground.Console;

internal sealed record ClockRequest(double? AdvanceSeconds);
