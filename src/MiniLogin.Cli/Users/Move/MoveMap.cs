using MiniLogin.Account;
using MiniLogin.Apps;
using MiniLogin.Cli.Users.Import;
using MiniLogin.Users;

namespace MiniLogin.Cli.Users.Move;

/// <summary>A line of the map of old to new openids.</summary>
/// <param name="Number">The number of the line in the file.</param>
internal sealed record MoveLine(int Number, UserKey From, UserKey To);

/// <summary>Reads the map: lines of <c>oldOpenid,newOpenid</c>, with or without these names in the first line, in either order.</summary>
/// <param name="refuse">Called with the number of each line that cannot be used, and the reason, which never quotes the content.</param>
internal sealed class MoveMap(AppId from, AppId to, Action<int, string> refuse)
{
    public const int MaxLines = 1_000_000;

    /// <summary>In bytes.</summary>
    public const long MaxSize = 128L * 1024 * 1024;

    private const char ByteOrderMark = '\uFEFF';

    // Those of this command, and those of WeChat's changeopenid.
    private static readonly string[] OldNames = [MoveOutcome.Old, "ori_openid"];
    private static readonly string[] NewNames = [MoveOutcome.New, "new_openid"];

    /// <summary>Lines that repeat another one.</summary>
    public int Repeated { get; private set; }

    public int Refused { get; private set; }

    /// <summary>Returns the lines that can be used, or null if there are more than <see cref="MaxLines"/>.</summary>
    public IReadOnlyList<MoveLine>? Read(TextReader text)
    {
        var lines = new List<MoveLine>();
        var (old, @new) = (0, 1);
        var isFirst = true;
        if (text.Peek() == ByteOrderMark)
        {
            text.Read();
        }

        foreach (var line in new ExportReader(text).Read())
        {
            if (isFirst && line.Fields is [var a, var b] && (IsOneOf(OldNames, a) ? IsOneOf(NewNames, b) : IsOneOf(NewNames, a) && IsOneOf(OldNames, b)))
            {
                (old, @new) = IsOneOf(OldNames, a) ? (0, 1) : (1, 0);
            }
            else if (Parse(line, old, @new) is { } parsed)
            {
                lines.Add(parsed);
            }

            isFirst = false;
            if (lines.Count > MaxLines)
            {
                return null;
            }
        }

        return [.. Unambiguous(lines)];
    }

    private MoveLine? Parse(ExportedLine line, int old, int @new)
    {
        if (line.Fields is not { Count: 2 } fields)
        {
            Refuse(line.Number, line.Fields is null ? "cannot be parsed: a quote is unclosed or a field is too long" : $"must be {MoveOutcome.Old},{MoveOutcome.New}, but has {line.Fields.Count} fields");
            return null;
        }

        foreach (var (name, value) in new[] { (MoveOutcome.Old, fields[old]), (MoveOutcome.New, fields[@new]) })
        {
            if (value is null || !UserKey.IsOpenId(value))
            {
                Refuse(line.Number, $"{name} must have 1 to {UserKey.MaxOpenIdLength} printable ASCII characters");
                return null;
            }
        }

        return new(line.Number, new(from, fields[old]!), new(to, fields[@new]!));
    }

    /// <summary>Leaves out all lines about one old user with several new ones, or the reverse: nobody can tell which line is right.</summary>
    private IEnumerable<MoveLine> Unambiguous(List<MoveLine> lines)
    {
        var distinct = lines.DistinctBy(line => (line.From, line.To)).ToList();
        Repeated = lines.Count - distinct.Count;
        var olds = Several(distinct, line => line.From);
        var news = Several(distinct, line => line.To);
        foreach (var line in distinct)
        {
            if (olds.Contains(line.From))
            {
                Refuse(line.Number, $"{MoveOutcome.Old} is in several lines with different values of {MoveOutcome.New}");
            }
            else if (news.Contains(line.To))
            {
                Refuse(line.Number, $"{MoveOutcome.New} is in several lines with different values of {MoveOutcome.Old}");
            }
            else
            {
                yield return line;
            }
        }
    }

    private void Refuse(int number, string reason)
    {
        Refused++;
        refuse(number, reason);
    }

    private static HashSet<UserKey> Several(List<MoveLine> lines, Func<MoveLine, UserKey> key) => [.. lines.GroupBy(key).Where(group => group.Skip(1).Any()).Select(group => group.Key)];

    private static bool IsOneOf(string[] names, string? field) => names.Contains(field, StringComparer.OrdinalIgnoreCase);
}
