namespace MiniLogin.Cli;

internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int Unreachable = 3;

    public const string Help = "Exit codes: 0 success; 1 refused, not found, or a check failed; 2 wrong usage; 3 a service is unreachable.";
}
