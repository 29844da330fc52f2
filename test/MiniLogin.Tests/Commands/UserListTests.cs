using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Apps;
using MiniLogin.Users;

namespace MiniLogin.Tests.Commands;

/// <summary><c>minilogin users list</c></summary>
public sealed class UserListTests
{
    private const string OtherApp = "wxfedcba9876543210";

    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_users_are_listed_page_by_page_exactly_once()
    {
        var (world, op) = await StartAsync(25);
        await using var _ = world;
        using var __ = op;

        var (keys, pages) = (new List<string>(), 0);
        for (string? next = null; pages == 0 || next is not null; pages++)
        {
            var document = (await op.RunAsync($"users list --limit 10 --json{(next is null ? "" : $" --after {next}")}")).Should(0).Json;
            keys.AddRange(document["users"]!.AsArray().Select(u => u!["userKey"]!.GetValue<string>()));
            next = document["next"]?.GetValue<string>();
        }

        keys.Should().BeEquivalentTo(Enumerable.Range(0, 25).Select(i => $"{World.AppId}#o{i:00}"));
        pages.Should().Be(3);
    }

    [Fact]
    public async Task Users_are_filtered_by_app_block_and_last_login()
    {
        var (world, op) = await StartAsync(3);
        await using var _ = world;
        using var __ = op;
        var users = world.Services.GetRequiredService<IUserStore>();
        await users.ImportAsync(new(new(AppId.Parse(OtherApp), "oOther"), null, null, Utc(2018), Utc(2026)), _cancel);
        await users.ImportAsync(new(new(World.App, "oNew"), null, new("New \u001b[31m", null), Utc(2018), Utc(2026)), _cancel);
        await users.DeleteAsync(new(World.App, "o00"), world.Now.AddDays(1), _cancel);
        (await op.RunAsync($"users block {World.AppId}#o01 --yes")).Should(0);
        (await op.RunAsync($"users block {World.AppId}#oNobody --yes")).Should(0);

        (await KeysAsync("")).Should().BeEquivalentTo("o01", "o02", "oNew", "oOther", "oNobody");
        (await KeysAsync($" --app {OtherApp}")).Should().BeEquivalentTo("oOther");
        (await KeysAsync(" --blocked")).Should().BeEquivalentTo("o01", "oNobody");
        (await KeysAsync(" --last-login-before 2026-01-01")).Should().BeEquivalentTo("o01", "o02");
        (await KeysAsync(" --last-login-before 2026-01-02")).Should().BeEquivalentTo("o01", "o02", "oNew", "oOther");
        (await KeysAsync(" --last-login-before 2020-01-01")).Should().BeEquivalentTo("o01", "o02");
        (await KeysAsync(" --last-login-before 2020-01-01 --blocked")).Should().BeEquivalentTo("o01");
        (await op.RunAsync("users list")).Should(0).Output.Should().Contain("New ?[31m").And.Contain("(no account)");

        async Task<IEnumerable<string>> KeysAsync(string options) =>
            (await op.RunAsync($"users list --json{options}")).Should(0).Json["users"]!.AsArray().Select(u => u!["openId"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_limit_within_a_page_loses_no_user()
    {
        var (world, op) = await StartAsync(9);
        await using var _ = world;
        using var __ = op;
        var first = (await op.RunAsync($"users list --app {World.AppId} --limit 4 --json")).Should(0).Json;

        var rest = (await op.RunAsync($"users list --app {World.AppId} --json --after {first["next"]!.GetValue<string>()}")).Should(0).Json;

        first["users"]!.AsArray().Should().HaveCount(4);
        first["users"]!.AsArray().Concat(rest["users"]!.AsArray()).Select(u => u!["openId"]!.GetValue<string>()).Should().BeEquivalentTo(Enumerable.Range(0, 9).Select(i => $"o{i:00}"));
        rest["next"].Should().BeNull();
    }

    [Fact]
    public async Task A_list_shows_no_phone_number_and_reads_no_session_key()
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;
        await op.AddAppAsync();
        var token = await world.TokenAsync();
        (await world.SendAsync(HttpMethod.Post, "/session/phone", new { code = world.WeChat.GetPhoneNumberCode(World.AppId, "lilei") }, token)).Ok();

        var listed = (await op.RunAsync("users list --json")).Should(0);

        listed.Json["users"]![0]!["hasPhone"]!.GetValue<bool>().Should().BeTrue();
        listed.Output.Should().NotContain("13900139000");
        (await op.RunAsync("users list")).Should(0).Output.Should().NotContain("13900139000");
        (await world.Services.GetRequiredService<IUserStore>().ListAsync(UserFilter.All, null, 10, _cancel)).Users.Should().ContainSingle();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Pages_of_both_stores_contain_what_the_filter_selects(Store store)
    {
        await using var world = await World.StartAsync(store);
        var users = world.Services.GetRequiredService<IUserStore>();
        await ImportAsync(users, 7);
        await users.BlockAsync(new(World.App, "o03"), _cancel);
        await users.BlockAsync(new(World.App, "oNobody"), _cancel);
        await users.DeleteAsync(new(World.App, "o04"), world.Now.AddDays(1), _cancel);
        await users.UpdateProfileAsync(new(World.App, "o05"), new(null, null, "picture.png"), _cancel);

        (await AllAsync(UserFilter.All)).Should().BeEquivalentTo("o00", "o01", "o02", "o03", "o05", "o06", "oNobody");
        (await AllAsync(new(IsBlocked: true))).Should().BeEquivalentTo("o03", "oNobody");
        (await AllAsync(new(HasPicture: true))).Should().BeEquivalentTo("o05");
        (await AllAsync(new(AppId.Parse(OtherApp)))).Should().BeEmpty();
        (await AllAsync(new(LastLoginBefore: Utc(2019)))).Should().BeEquivalentTo("o00", "o01", "o02", "o03", "o05", "o06");
        (await AllAsync(new(LastLoginBefore: Utc(2018)))).Should().BeEmpty();

        async Task<List<string>> AllAsync(UserFilter filter)
        {
            var found = new List<string>();
            UserKey? next = null;
            do
            {
                var page = await users.ListAsync(filter, next, 2, _cancel);
                page.RowsRead.Should().BeLessThanOrEqualTo(2);
                found.AddRange(page.Users.Select(u => u.Key.OpenId));
                next = page.Next;
            }
            while (next is not null);

            return found;
        }
    }

    private static DateTimeOffset Utc(int year) => new(year, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static async Task ImportAsync(IUserStore users, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await users.ImportAsync(new(new(World.App, $"o{i:00}"), null, null, Utc(2018), Utc(2018)), TestContext.Current.CancellationToken);
        }
    }

    private static async Task<(World World, Operator Operator)> StartAsync(int count)
    {
        var (world, op) = await Operator.StartAsync();
        await ImportAsync(world.Services.GetRequiredService<IUserStore>(), count);
        return (world, op);
    }
}
