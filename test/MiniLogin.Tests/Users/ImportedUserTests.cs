using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Account;
using MiniLogin.Users;

namespace MiniLogin.Tests.Users;

/// <summary>Users imported from another server, in every store.</summary>
public sealed class ImportedUserTests
{
    private static readonly UserKey UserKey = World.UserKey("lilei");
    private static readonly DateTimeOffset First = DateTimeOffset.FromUnixTimeSeconds(1_500_000_000);

    private static readonly ImportedUser Known = new(UserKey, "oUnion", new("Lilei", "https://example.com/0", 1, "zh_CN", "Guangzhou", "Guangdong", "China"), First, First.AddDays(1));

    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_imported_user_looks_like_a_user_after_one_login(Store store)
    {
        await using var world = await World.StartAsync(store);
        var users = world.Services.GetRequiredService<IUserStore>();

        (await users.ImportAsync(Known, _cancel)).Should().BeTrue();

        (await users.FindAsync(UserKey, _cancel)).Should().Be(new User(UserKey, "oUnion", Known.Profile, First, First.AddDays(1), 1));
        (await users.FindKeysByUnionIdAsync("oUnion", _cancel)).Should().Equal(UserKey);
        (await world.LogInAsync(world.WxLogin())).Ok().Json["isNewUser"]!.GetValue<bool>().Should().BeFalse();
        var after = (await users.FindAsync(UserKey, _cancel))!;
        (after.FirstLoginAt, after.LoginCount, after.Profile).Should().Be((First, 2L, Known.Profile));
        after.LastLoginAt.Should().BeAfter(First.AddDays(1));
        (await users.FindSessionKeysAsync(UserKey, _cancel)).Should().HaveCount(2);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_imported_user_may_lack_a_profile_and_a_unionid(Store store)
    {
        await using var world = await World.StartAsync(store);
        var users = world.Services.GetRequiredService<IUserStore>();

        (await users.ImportAsync(Known with { UnionId = null, Profile = null }, _cancel)).Should().BeTrue();

        (await users.FindAsync(UserKey, _cancel)).Should().Be(new User(UserKey, null, null, First, First.AddDays(1), 1));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Importing_an_existing_user_changes_nothing(Store store)
    {
        await using var world = await World.StartAsync(store);
        var users = world.Services.GetRequiredService<IUserStore>();
        await world.TokenAsync();
        var before = await users.FindAsync(UserKey, _cancel);

        (await users.ImportAsync(Known, _cancel)).Should().BeFalse();

        (await users.FindAsync(UserKey, _cancel)).Should().Be(before);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Importing_does_not_restore_a_deleted_user(Store store)
    {
        await using var world = await World.StartAsync(store);
        var users = world.Services.GetRequiredService<IUserStore>();
        await users.ImportAsync(Known, _cancel);
        await users.DeleteAsync(UserKey, world.Now.AddDays(1), _cancel);

        (await users.ImportAsync(Known, _cancel)).Should().BeFalse();

        (await users.FindAsync(UserKey, _cancel)).Should().BeNull();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_imported_user_has_no_session_key_before_logging_in(Store store)
    {
        await using var world = await World.StartAsync(store);
        var users = world.Services.GetRequiredService<IUserStore>();
        await users.ImportAsync(Known, _cancel);

        (await users.FindSessionKeysAsync(UserKey, _cancel)).Should().BeEmpty();
        (await users.ReplaceSessionKeyAsync(UserKey, [1], [2], _cancel)).Should().BeFalse();
        (await world.Services.GetRequiredService<SessionKeyService>().CheckAsync(UserKey, _cancel)).Should().BeOfType<SessionKeyOutcome.UserUnknown>();
    }
}
