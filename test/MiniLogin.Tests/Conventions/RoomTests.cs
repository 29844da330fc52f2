using System.Text.RegularExpressions;

namespace MiniLogin.Tests.Conventions;

/// <summary>The folders of src/MiniLogin: each may use only the folders before it.</summary>
public sealed partial class RoomTests
{
    private static readonly string[] Rooms = ["Aws", "Secrets", "Apps", "WeChat", "Users", "Sessions", "Account", "Login"];

    private static readonly string Source = Path.Combine(Repository.Root, "src", "MiniLogin");

    public static TheoryData<string> All => [.. Rooms];

    [Fact]
    public void Every_folder_is_in_the_list() =>
        Directory.GetDirectories(Source).Select(Path.GetFileName).Except(["bin", "obj"]).Should().BeEquivalentTo(Rooms);

    [Theory, MemberData(nameof(All))]
    public void A_folder_uses_only_the_folders_before_it(string room)
    {
        var before = Rooms.TakeWhile(each => each != room).Append(room).ToList();

        foreach (var file in Directory.EnumerateFiles(Path.Combine(Source, room), "*.cs", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(file);
            Namespace().Match(text).Groups["room"].Value.Should().Be(room, "the namespace of {0} is its folder", file);
            Used(text).Should().BeSubsetOf(before, "{0} is in {1}", Path.GetFileName(file), room);
        }
    }

    /// <summary>The folders used by a using directive or by a qualified name.</summary>
    private static IEnumerable<string> Used(string text) =>
        Using().Matches(text).Concat(Qualified().Matches(text)).Select(match => match.Groups["room"].Value).Where(Rooms.Contains).Distinct();

    [GeneratedRegex(@"^namespace MiniLogin\.(?<room>\w+)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using (?:\w+ = )?MiniLogin\.(?<room>\w+)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Using();

    [GeneratedRegex(@"(?<![\w."">/])(?<room>[A-Z]\w+)\.Log\.", RegexOptions.CultureInvariant)]
    private static partial Regex Qualified();
}
