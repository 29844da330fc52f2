using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MiniLogin.Cli.Users.Import;

namespace MiniLogin.Tests.Commands;

/// <summary>Reads the exports of MySQL.</summary>
public sealed class ExportReaderTests
{
    private const int MaxValues = 60;

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Gen<string?> Values = Gen.OneOf(
        Gen.Constant<string?>(null),
        Gen.Elements("\"", "\\", ",", ";", "\t", "\n", "\r", "\0", "N", "n", "{", "}", "'", "\u674e", "\ud83d\ude00", " ").ListOf().Select(parts => (string?)string.Concat(parts)),
        ArbMap.Default.GeneratorFor<string?>());

    private static readonly IEqualityComparer<IReadOnlyList<string?>> SameFields = EqualityComparer<IReadOnlyList<string?>>.Create((one, other) => one is not null && other is not null && one.SequenceEqual(other));

    [Theory]
    [InlineData("a,b\n", "a|b")]
    [InlineData("a\tb", "a|b")]
    [InlineData("a;b,c\r\nd;e\r\n", "a|b,c", "d|e")]
    [InlineData("\"a,b\",c\n", "a,b|c")]
    [InlineData("a,\n", "a|")]
    [InlineData("a,\"\"\n", "a|")]
    [InlineData("\n\na,b\n\r\n", "a|b")]
    [InlineData("a,\\N,NULL\n", "a|<null>|<null>")]
    [InlineData("a,\"\\\\N\",\"NULL\",\\Nx,x\\N\n", "a|\\N|NULL|Nx|xN")]
    [InlineData("a\tb\\\nc\\\td\\n\\t\\\\n\\0\n", "a|b\nc\td\n\t\\n\0")]
    [InlineData("a,\"b\\\nc\\\"\"\n", "a|b\nc\"")]
    [InlineData("a,\"\\\\\",\"b\"\n", "a|\\|b")]
    [InlineData("a,\"{\"\"k\"\":\"\"\\\"\"\\\\n\"\"}\"\n", "a|{\"k\":\"\\\"\\\\n\"}")]
    [InlineData("a,b\"c\n", "a|b\"c")]
    [InlineData("a,b\rc\n", "a|b\rc")]
    [InlineData("a,\"b\nd,e\n", "<unreadable>")]
    [InlineData("a,\"b\"c\nd,e\n", "<unreadable>", "d|e")]
    [InlineData("")]
    public void A_file_is_split_into_lines_and_fields(string file, params string[] lines) =>
        Read(file).Select(line => line.Fields is { } fields ? string.Join('|', fields.Select(f => f ?? "<null>")) : "<unreadable>").Should().Equal(lines);

    [Fact]
    public void Any_values_are_read_back_from_an_OUTFILE() =>
        Holds(',', value => value is null ? "\\N" : $"\"{Escaped(value, '"')}\"", value => value);

    [Fact]
    public void Any_values_are_read_back_from_a_tab_separated_dump() =>
        Holds('\t', value => value is null ? "\\N" : Escaped(value, '\t'), value => value is null ? null : $"v{value}");

    [Fact]
    public void Any_JSON_with_doubled_quotes_is_read_back() =>
        Holds(',', value => $"\"{value!.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", value => JsonSerializer.Serialize(new { value }, Relaxed));

    [Fact]
    public void A_line_has_the_number_of_its_first_line_in_the_file() =>
        Read("a,b\n\"c\n\\\n\",d\n\n\"e\"x\nf,g").Select(line => line.Number).Should().Equal(1, 2, 6, 7);

    [Fact]
    public void An_unclosed_quote_does_not_swallow_the_whole_file()
    {
        var file = "a,b\n\"c,d\n" + string.Concat(Enumerable.Repeat("e,f\n", 100_000));

        var lines = Read(file).ToList();

        lines[1].Fields.Should().BeNull();
        lines.Should().HaveCountGreaterThan(50_000).And.OnlyContain(line => line.Fields == null || line.Fields.Count == 2);
        Read(new string(',', 1_000_000)).Should().ContainSingle().Which.Fields.Should().BeNull();
    }

    private static IEnumerable<ExportedLine> Read(string file) => new ExportReader(new StringReader(file)).Read();

    /// <summary>Two lines of such values are read back unchanged. The first column is an openid.</summary>
    private static void Holds(char separator, Func<string?, string> write, Func<string?, string?> shape) => Prop.ForAll(
        Values.ListOf().ToArbitrary(),
        values =>
        {
            string?[][] rows = [["o1", .. values.Select(shape), "end"], ["o2", shape(""), .. values.Select(shape), "end"]];
            var file = string.Concat(rows.Select(row => string.Join(separator, [row[0], .. row[1..^1].Select(write), row[^1]]) + "\n"));
            return values.Count > MaxValues || Read(file).Select(line => line.Fields!).SequenceEqual(rows, SameFields);
        }).QuickCheckThrowOnFailure();

    /// <summary>Escapes as MySQL does: backslash, NUL, the line end, and the character that encloses or ends a field.</summary>
    private static string Escaped(string value, char field)
    {
        var escaped = new StringBuilder();
        foreach (var c in value)
        {
            escaped.Append(c is '\\' or '\0' or '\n' || c == field ? "\\" : "").Append(c == '\0' ? '0' : c);
        }

        return escaped.ToString();
    }
}
