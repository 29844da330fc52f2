using System.Text.RegularExpressions;

namespace MiniLogin.Cli;

/// <summary>Writes arguments so that they can be pasted into a POSIX shell.</summary>
internal static partial class Shell
{
    public static string Quote(string argument) =>
        Plain().IsMatch(argument) ? argument : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    [GeneratedRegex("^[A-Za-z0-9_./:@%+=,-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
