using System.Text.RegularExpressions;
using MiniLogin.Tests.Contract;

namespace MiniLogin.Tests.Conventions;

/// <summary>
/// The documents in two languages. Above each heading of a Chinese page that has an English counterpart is the anchor of that heading, such as
/// <c>&lt;a id="deploy"&gt;&lt;/a&gt;</c>, so the same links work in both languages.
/// </summary>
public sealed partial class TranslationTests
{
    [Theory]
    [InlineData("README.md", "README.zh-CN.md", true)]
    [InlineData("docs/connect.md", "docs/zh-CN/connect.md", true)]
    [InlineData("docs/own-functions.md", "docs/zh-CN/own-functions.md", true)]
    [InlineData("docs/migrate-from-wafer.md", "docs/zh-CN/migrate-from-wafer.md", true)]
    [InlineData("docs/operations.md", "docs/zh-CN/operations.md", false)]
    [InlineData("docs/security.md", "docs/zh-CN/security.md", false)]
    public void Both_languages_have_the_same_commands_and_tables(string english, string chinese, bool complete)
    {
        var original = Sections(english).ToDictionary(section => section.Slug);
        var translated = Sections(chinese).Where(section => section.Slug.Length > 0).ToList();

        translated.Should().NotBeEmpty();
        translated.Select(section => section.Slug).Should().Equal(original.Keys.Where(slug => slug.Length > 0 && (complete || translated.Any(section => section.Slug == slug))));
        foreach (var section in translated)
        {
            section.Commands.Should().Equal(original[section.Slug].Commands, section.Slug);
            section.Tables.Should().BeSubsetOf(original[section.Slug].Tables, section.Slug);
            if (complete)
            {
                section.Tables.Should().HaveSameCount(original[section.Slug].Tables, section.Slug);
            }
        }
    }

    [Theory]
    [InlineData("README.md", "README.zh-CN.md")]
    [InlineData("docs/connect.md", "docs/zh-CN/connect.md")]
    [InlineData("docs/own-functions.md", "docs/zh-CN/own-functions.md")]
    [InlineData("docs/migrate-from-wafer.md", "docs/zh-CN/migrate-from-wafer.md")]
    [InlineData("docs/operations.md", "docs/zh-CN/operations.md")]
    [InlineData("src/miniprogram/demo/README.md", "src/miniprogram/demo/README.zh-CN.md")]
    public void Both_languages_link_to_each_other(string english, string chinese)
    {
        Targets(english).Should().Contain((chinese, ""));
        Targets(chinese).Should().Contain((english, ""));
    }

    [Fact]
    public void Every_link_in_a_document_leads_somewhere()
    {
        var broken = Documents()
            .SelectMany(page => Targets(page).Select(target => (Page: page, target.Path, target.Anchor)))
            .Where(link => !Path.Exists(Path.Combine(Repository.Root, link.Path)) || (link.Anchor.Length > 0 && !Anchors(link.Path).Contains(link.Anchor)));

        broken.Should().BeEmpty();
    }

    [Fact]
    public void Every_name_and_command_in_a_Chinese_page_occurs_in_an_English_document()
    {
        var (chinese, english) = (Documents().Where(IsChinese).ToList(), string.Join('\n', Documents().Where(page => !IsChinese(page)).Select(Read)));

        chinese.Should().HaveCountGreaterThan(4);
        chinese.SelectMany(page => Code().Matches(Blocks().Replace(Read(page), "")).Select(match => match.Groups["code"].Value)).Distinct()
            .Where(code => !english.Contains(code, StringComparison.Ordinal)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("README.zh-CN.md")]
    public void The_README_lists_every_error_of_the_API(string file)
    {
        var listed = from row in ErrorRow().Matches(Read(file))
                     from code in Code().Matches(row.Groups["codes"].Value)
                     select $"{row.Groups["status"].Value} {code.Groups["code"].Value}";

        listed.Should().BeEquivalentTo(ApiDocument.Operations.SelectMany(operation => operation.Outcomes).Distinct().Where(outcome => outcome.Contains(' ')));
    }

    /// <summary>--json needs curl 7.82, which Ubuntu 22.04 and Windows 10 do not have.</summary>
    [Fact]
    public void No_document_or_script_uses_an_option_that_an_older_curl_does_not_know() =>
        Documents().Concat(Scripts()).Where(page => Read(page).Split('\n').Any(line => line.Contains("curl", StringComparison.Ordinal) && line.Contains("--json", StringComparison.Ordinal))).Should().BeEmpty();

    /// <summary>The documents of the repository, not those of installed packages.</summary>
    private static IEnumerable<string> Documents() =>
        Directory.EnumerateFiles(Repository.Root, "*.md")
            .Concat(new[] { "docs", "samples", "src" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.md", SearchOption.AllDirectories)))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => part is "node_modules" or "bin" or "obj"));

    private static IEnumerable<string> Scripts() =>
        new[] { "eng", "samples", "test" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.sh", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(file => !file.Contains("node_modules", StringComparison.Ordinal));

    private static bool IsChinese(string page) => page.Contains("zh-CN", StringComparison.Ordinal);

    private static string Read(string page) => File.ReadAllText(Path.Combine(Repository.Root, page)).ReplaceLineEndings("\n");

    /// <summary>The relative links of a page, as paths from the root of the repository.</summary>
    private static IEnumerable<(string Path, string Anchor)> Targets(string page) =>
        Link().Matches(Code().Replace(Blocks().Replace(Read(page), ""), "")).Select(match => (
            match.Groups["path"].Length == 0 ? page : Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, match.Groups["path"].Value))).Replace('\\', '/'),
            match.Groups["anchor"].Value));

    private static HashSet<string> Anchors(string page) =>
        [.. Blocks().Replace(Read(page), "").Split('\n').SelectMany(line => Anchor().Match(line) is { Success: true } anchor ? [anchor.Groups["id"].Value] : line.StartsWith('#') ? new[] { Slug(line) } : [])];

    /// <summary>The anchor that GitHub gives a heading.</summary>
    private static string Slug(string heading) =>
        string.Concat(heading.TrimStart('#').Trim().ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-');

    /// <summary>A page by its headings. Commands are the lines of code without comments and translated text; a table is its names and numbers.</summary>
    private static List<Section> Sections(string page)
    {
        var sections = new List<Section> { new("") };
        var (anchor, last, fenced, code, table) = ("", "", false, false, false);
        foreach (var line in Read(page).Split('\n'))
        {
            var fence = line.TrimStart().StartsWith("```", StringComparison.Ordinal);
            code = !fence && line.Length > 0 && (fenced || (line.StartsWith("    ", StringComparison.Ordinal) && (code || last.Length == 0)));
            if (code)
            {
                var command = NotAscii().Replace(Comment().Replace(line, ""), "").Split(" --name ")[0].Trim();
                sections[^1].Commands.AddRange(command.Length > 0 ? [command] : []);
            }
            else if (line.StartsWith("##", StringComparison.Ordinal))
            {
                sections.Add(new(IsChinese(page) ? anchor : Slug(line)));
            }
            else if (line.StartsWith('|'))
            {
                var row = string.Join(' ', Code().Matches(line).Select(match => match.Value).Order(StringComparer.Ordinal)
                    .Concat(Number().Matches(Link().Replace(Address().Replace(Code().Replace(line, ""), ""), "")).Select(match => match.Value).Order(StringComparer.Ordinal)));
                if (table)
                {
                    sections[^1].Tables[^1] += $"\n{row}";
                }
                else
                {
                    sections[^1].Tables.Add(row);
                }
            }

            table = line.StartsWith('|');
            fenced ^= fence;
            anchor = Anchor().Match(line).Groups["id"].Value;
            last = line;
        }

        return sections;
    }

    private sealed record Section(string Slug)
    {
        public List<string> Commands { get; } = [];

        public List<string> Tables { get; } = [];
    }

    [GeneratedRegex("`(?<code>[^`\n]+)`")]
    private static partial Regex Code();

    [GeneratedRegex("^ *```.*?^ *```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Blocks();

    [GeneratedRegex("\\]\\((?<path>[^):#]*)(#(?<anchor>[^)]+))?\\)")]
    private static partial Regex Link();

    [GeneratedRegex("https?://[^ )|]+")]
    private static partial Regex Address();

    [GeneratedRegex("^<a id=\"(?<id>[^\"]+)\"></a>$")]
    private static partial Regex Anchor();

    [GeneratedRegex("(^|\\s)(#|//)\\s.*$")]
    private static partial Regex Comment();

    [GeneratedRegex("\\d+([.,]\\d+)*")]
    private static partial Regex Number();

    [GeneratedRegex("[^\\x00-\\x7F]")]
    private static partial Regex NotAscii();

    [GeneratedRegex("^\\| (?<status>[45]\\d\\d) \\| (?<codes>`[^|]+) \\|", RegexOptions.Multiline)]
    private static partial Regex ErrorRow();
}
