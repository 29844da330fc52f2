using MiniLogin.Apps;
using MiniLogin.WeChat;

namespace MiniLogin.Tests.Conventions;

/// <summary>What the READMEs say that works for each kind of apps.</summary>
public sealed class FeatureTableTests
{
    [Theory]
    [InlineData("README.md", "phone number", "access_token for", "yes", "no")]
    [InlineData("README.zh-CN.md", "手机号", "把 access_token", "支持", "不支持")]
    public void The_feature_table_has_a_column_for_each_kind_and_says_which_calls_it_has(string file, string phone, string accessToken, string yes, string no)
    {
        var kinds = Enum.GetValues<AppKind>().Select(kind => new App(AppId.Parse(World.AppId), "Any", Enabled: true, Kind: kind).Traits()).ToList();
        var rows = File.ReadLines(Path.Combine(Repository.Root, file)).SkipWhile(line => !line.StartsWith("|---|", StringComparison.Ordinal)).TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray()).ToList();

        rows.Should().OnlyContain(row => row.Length == 1 + kinds.Count);
        // Both are calls with the access_token of a mini program, which WeCom has not.
        foreach (var name in new[] { phone, accessToken })
        {
            rows.Should().ContainSingle(row => row[0].TrimStart('[').StartsWith(name, StringComparison.Ordinal)).Which[1..]
                .Should().Equal(kinds.Select(kind => kind.Calls.HasFlag(WeChatApi.GetUserPhoneNumber) ? yes : no), name);
        }
    }
}
