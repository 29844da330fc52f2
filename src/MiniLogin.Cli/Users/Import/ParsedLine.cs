using MiniLogin.Users;

namespace MiniLogin.Cli.Users.Import;

/// <summary>A parsed line of the export.</summary>
internal abstract record ParsedLine
{
    private ParsedLine()
    {
    }

    internal sealed record Good(ImportedUser User) : ParsedLine;

    /// <param name="Field">The column.</param>
    /// <param name="Reason">Never quotes the content.</param>
    internal sealed record Refused(int Number, string Field, string Reason) : ParsedLine;
}
