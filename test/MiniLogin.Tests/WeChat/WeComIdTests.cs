using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Apps;
using MiniLogin.Playground.WeChatSimulator;
using MiniLogin.Users;

namespace MiniLogin.Tests.WeChat;

/// <summary>The ids of WeCom's apps and members, which are never those of WeChat's.</summary>
public sealed class WeComIdTests
{
    private static readonly AppId WeCom = AppId.Parse(World.WeComAppId);

    [Theory, ClassData(typeof(BothStores))]
    public async Task The_users_of_both_kinds_are_apart(Store store)
    {
        await using var world = await World.StartAsync(store);
        await world.TokenAsync();
        (await world.LogInToWeComAsync(world.QyLogin())).Ok();
        var users = world.Services.GetRequiredService<IUserStore>();

        var member = await users.FindKeysByUnionIdAsync("ww0123456789abcdef#lilei", TestContext.Current.CancellationToken);

        member.Should().Equal(new UserKey(WeCom, "lilei"));
        (await users.FindKeysByUnionIdAsync(WeChatIds.UnionId("lilei"), TestContext.Current.CancellationToken)).Should().Equal(World.UserKey("lilei"));
    }

    [Fact]
    public void No_key_of_one_kind_equals_one_of_the_other()
    {
        string[] ids = ["lilei", "1000002", "1000002#lilei", "/1000002#lilei", "ww0123456789abcdef/1000002#lilei", "#", "/", "a#b/c", "wx0123456789abcdef"];
        var miniPrograms = Keys("wx0123456789abcdef", "wxfedcba9876543210");
        var members = Keys("wx0123456789abcdef/1", "wx0123456789abcdef/0", "wxfedcba9876543210/1000002", World.WeComAppId);

        miniPrograms.Select(key => key.ToString()).Should().NotIntersectWith(members.Select(key => key.ToString())).And.OnlyHaveUniqueItems();
        foreach (var key in miniPrograms.Concat(members))
        {
            UserKey.TryParse(key.ToString(), out var parsed).Should().BeTrue();
            parsed.Should().Be(key);
        }

        UserKey[] Keys(params string[] appIds) => [.. from appId in appIds from id in ids select new UserKey(AppId.Parse(appId), id)];
    }

    [Fact]
    public async Task A_unionid_of_WeChat_that_looks_like_a_member_of_a_corp_is_ignored()
    {
        await using var weChat = new AnsweringServer("""{"openid":"oAdAmIa0Gqr6N6HRqtDskyw9joIT","session_key":"tiihtNczf5v6AKRyjwEUhQ==","unionid":"ww0123456789abcdef#lilei"}""");
        await using var world = await World.StartAsync(Store.Memory, weChat: weChat.Url);

        (await world.LogInAsync(world.WxLogin())).Ok().Json["user"]!["unionId"].Should().BeNull();
    }

    [Theory]
    [InlineData("ww0123456789abcdef/1000002", true)]
    [InlineData("wx0123456789abcdef/1", true)]
    [InlineData("ww0123456789abcdef/1234567890", true)]
    [InlineData("ww0123456789abcdef", false)]
    [InlineData("ww0123456789abcdef/", false)]
    [InlineData("ww0123456789abcdef/12345678901", false)]
    [InlineData("ww0123456789abcdef/1a", false)]
    [InlineData("ww0123456789abcdef/１", false)]
    [InlineData("ww0123456789abcdef/1\n", false)]
    [InlineData("wx0123456789abcdef\n", false)]
    [InlineData("ww0123456789ABCDEF/1", false)]
    [InlineData("wy0123456789abcdef/1", false)]
    [InlineData("ww0123456789abcdef/1/2", false)]
    public void The_id_of_a_WeCom_app_is_parsed_strictly(string text, bool isId) => AppId.TryParse(text, out _).Should().Be(isId);
}
