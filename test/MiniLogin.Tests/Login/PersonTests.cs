using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Account;
using MiniLogin.Apps;
using MiniLogin.Functions.Sessions;
using MiniLogin.Playground;
using MiniLogin.Secrets;
using MiniLogin.Sessions;
using MiniLogin.Users;

namespace MiniLogin.Tests.Login;

/// <summary>One person with users in several apps.</summary>
public sealed class PersonTests
{
    private const string Other = "wxfedcba9876543210";
    private const string OtherSecret = "another-app-secret";

    private static readonly PersonKey Key = LocalCredentials.From(World.AppSecret).PersonKey!;

    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothStores))]
    public async Task Users_of_one_unionid_have_one_personId_in_all_apps_that_link(Store store)
    {
        await using var world = await StartAsync(store);

        var (here, there) = (await LogInAsync(world, World.AppId), await LogInAsync(world, Other));
        var stranger = await LogInAsync(world, Other, "meimei");

        PersonId(here).Should().MatchRegex("^[0-9a-f]{32}$").And.Be(PersonId(there)).And.NotBe(PersonId(stranger));
        here.Json["user"]!["openId"]!.GetValue<string>().Should().NotBe(there.Json["user"]!["openId"]!.GetValue<string>());
        foreach (var login in new[] { here, there })
        {
            PersonId((await world.ShowSessionAsync(login.Text("token"))).Ok()).Should().Be(PersonId(here));
            (await world.SendAsync(HttpMethod.Get, "/user", token: login.Text("token"))).Ok().Text("personId").Should().Be(PersonId(here));
        }
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task First_logins_at_the_same_moment_get_the_same_personId(Store store)
    {
        await using var world = await StartAsync(store);

        for (var round = 0; round < 5; round++)
        {
            var user = $"twin{round}";
            world.WeChat.Users.Add(world.WeChat.Users.ToList().First(u => u.Name == "lilei") with { Name = user });
            var logins = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => LogInAsync(world, i % 2 == 0 ? World.AppId : Other, user)));

            logins.Select(PersonId).Distinct().Should().ContainSingle().Which.Should().NotBeNull();
        }
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Nobody_is_linked_unless_the_app_says_so(Store store)
    {
        await using var world = await StartAsync(store, links: false);

        var login = await LogInAsync(world, World.AppId);

        login.Json["user"]!["unionId"].Should().NotBeNull();
        PersonId(login).Should().BeNull();
        PersonId((await world.ShowSessionAsync(login.Text("token"))).Ok()).Should().BeNull();
        PersonId(await LogInAsync(world, Other)).Should().NotBeNull("the other app links");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_existing_user_is_linked_by_the_next_login_and_stays_linked(Store store)
    {
        await using var world = await StartAsync(store, links: false);
        var before = await LogInAsync(world, World.AppId);
        Register(world, World.AppId, World.AppSecret, links: true);

        var after = await LogInAsync(world, World.AppId);
        Register(world, World.AppId, World.AppSecret, links: false);
        var later = await LogInAsync(world, World.AppId);

        PersonId(after).Should().NotBeNull().And.Be(PersonId(later));
        PersonId((await world.ShowSessionAsync(before.Text("token"))).Ok()).Should().BeNull("a session has the person of its login");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_user_without_a_unionid_is_not_linked(Store store)
    {
        await using var world = await StartAsync(store);

        PersonId(await LogInAsync(world, World.AppId, "ajie")).Should().BeNull();
    }

    [Fact]
    public async Task A_member_of_WeCom_is_linked_by_the_same_rule()
    {
        await using var world = await StartAsync(Store.Memory);
        world.Apps.Register(new(AppId.Parse(World.WeComAppId), "In WeCom", Enabled: true, Kind: AppKind.WeCom) { LinksByUnionId = true }, LocalCredentials.From(PlaygroundSettings.WeComSecret));

        var member = (await world.LogInToWeComAsync(world.QyLogin())).Ok();

        PersonId(member).Should().Be(Key.PersonId(member.Json["user"]!["unionId"]!.GetValue<string>())).And.NotBe(PersonId(await LogInAsync(world, World.AppId)));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_user_who_was_unlinked_stays_unlinked_until_linked_again(Store store)
    {
        await using var world = await StartAsync(store);
        var login = await LogInAsync(world, World.AppId);
        await LogInAsync(world, Other);
        var people = world.Services.GetRequiredService<PersonService>();

        (await people.UnlinkAsync(World.UserKey("lilei"), _cancel)).Should().Be(new LinkOutcome.Done(null, IsChange: true, SessionsEnded: 1));
        (await world.ShowSessionAsync(login.Text("token"))).ShouldFail(401, "session_invalid");
        PersonId(await LogInAsync(world, World.AppId)).Should().BeNull();
        PersonId(await LogInAsync(world, Other)).Should().Be(PersonId(login), "the other user stays linked");
        (await people.UnlinkAsync(World.UserKey("lilei"), _cancel)).Should().Be(new LinkOutcome.Done(null, IsChange: false, SessionsEnded: 0));

        (await people.LinkAsync(World.UserKey("lilei"), Key, _cancel)).Should().Be(new LinkOutcome.Done(PersonId(login), IsChange: true, SessionsEnded: 1));
        PersonId(await LogInAsync(world, World.AppId)).Should().Be(PersonId(login));
        (await people.LinkAsync(World.UserKey("lilei"), Key, _cancel)).Should().Be(new LinkOutcome.Done(PersonId(login), IsChange: false, SessionsEnded: 0));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_session_that_unlinking_missed_shows_its_person_for_an_hour_at_most(Store store)
    {
        await using var world = await StartAsync(store);
        var token = (await LogInAsync(world, World.AppId)).Text("token");
        var users = world.Services.GetRequiredService<IUserStore>();

        // The sweep sees no session, as if its index lagged.
        (await users.ChangePersonAsync((await users.FindAsync(World.UserKey("lilei"), _cancel))!, null, _cancel)).Should().BeTrue();

        (await world.ShowSessionAsync(token)).Ok();
        world.Pass(TimeSpan.FromMinutes(61));
        (await world.ShowSessionAsync(token)).ShouldFail(401, "session_invalid");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_change_of_person_does_not_overwrite_another(Store store)
    {
        await using var world = await StartAsync(store);
        await LogInAsync(world, World.AppId);
        var users = world.Services.GetRequiredService<IUserStore>();
        var asRead = (await users.FindAsync(World.UserKey("lilei"), _cancel))!;
        (await users.ChangePersonAsync(asRead, null, _cancel)).Should().BeTrue();

        (await users.ChangePersonAsync(asRead, "another-person", _cancel)).Should().BeFalse();
        (await users.ChangePersonAsync(asRead with { PersonId = null }, "another-person", _cancel)).Should().BeFalse("unlinked is not the same as never linked");

        (await users.FindAsync(World.UserKey("lilei"), _cancel))!.Should().Match<User>(user => user.PersonId == null && user.IsUnlinked);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Any_user_can_be_linked_with_another_by_name(Store store)
    {
        await using var world = await StartAsync(store, links: false);
        await LogInAsync(world, World.AppId, "ajie");
        await LogInAsync(world, World.AppId, "lilei");
        var people = world.Services.GetRequiredService<PersonService>();

        (await people.LinkAsync(World.UserKey("ajie"), Key, _cancel)).Should().Be(new LinkOutcome.NoUnionId());
        (await people.LinkAsync(World.UserKey("lilei"), World.UserKey("ajie"), Key, _cancel)).Should().BeOfType<LinkOutcome.Done>();
        (await people.LinkAsync(World.UserKey("nobody"), World.UserKey("ajie"), Key, _cancel)).Should().Be(new LinkOutcome.NoUser(World.UserKey("nobody")));
        (await people.LinkAsync(World.UserKey("ajie"), World.UserKey("nobody"), Key, _cancel)).Should().Be(new LinkOutcome.NoUser(World.UserKey("nobody")));

        PersonId(await LogInAsync(world, World.AppId, "ajie")).Should().NotBeNull().And.Be(PersonId(await LogInAsync(world, World.AppId, "lilei")));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_block_of_one_user_does_not_block_the_others_of_the_person(Store store)
    {
        await using var world = await StartAsync(store);
        await LogInAsync(world, World.AppId);
        await world.Services.GetRequiredService<AccountService>().BlockAsync(World.UserKey("lilei"), _cancel);

        (await world.LogInAsync(world.WxLogin())).ShouldFail(403, "user_blocked");
        PersonId(await LogInAsync(world, Other)).Should().NotBeNull();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Users_of_one_person_do_not_see_each_others_data(Store store)
    {
        await using var world = await StartAsync(store);
        var (here, there) = (await LogInAsync(world, World.AppId), await LogInAsync(world, Other));
        (await world.SendAsync(HttpMethod.Put, "/user", new { nickName = "只在这里" }, here.Text("token"))).Ok();
        (await world.SendAsync(HttpMethod.Post, "/session/phone", new { code = world.WeChat.GetPhoneNumberCode(World.AppId, "lilei") }, here.Text("token"))).Ok();

        (await world.SendAsync(HttpMethod.Get, "/user", token: there.Text("token"))).Ok().Json.ContainsKey("nickName").Should().BeFalse();
        var export = (await world.SendAsync(HttpMethod.Get, "/user/export", token: there.Text("token"), headers: ("X-WX-Code", world.WeChat.Login(Other, "lilei")))).Ok();
        export.Json.ContainsKey("phone").Should().BeFalse();
        export.Json["user"]!["personId"]!.GetValue<string>().Should().Be(PersonId(here));
        (await world.SendAsync(HttpMethod.Get, "/sessions", token: there.Text("token"))).Ok().Json["sessions"]!.AsArray().Should().ContainSingle();
        (await world.SendAsync(HttpMethod.Delete, $"/sessions/{here.Text("token")[..16]}", token: there.Text("token"))).ShouldFail(404, "session_not_found");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_deletion_removes_the_link(Store store)
    {
        await using var world = await StartAsync(store);
        await LogInAsync(world, World.AppId);
        var people = world.Services.GetRequiredService<PersonService>();
        await people.UnlinkAsync(World.UserKey("lilei"), _cancel);

        await world.Services.GetRequiredService<AccountService>().DeleteAsync(World.UserKey("lilei"), _cancel);

        (await people.LinkAsync(World.UserKey("lilei"), Key, _cancel)).Should().Be(new LinkOutcome.NoUser(World.UserKey("lilei")));
        PersonId(await LogInAsync(world, World.AppId)).Should().NotBeNull("a new account is linked as any other");
    }

    [Fact]
    public async Task A_linked_login_and_check_cost_no_call_more()
    {
        await using var world = await StartAsync(Store.DynamoDB);

        var token = (await LogInAsync(world, World.AppId)).Text("token");
        world.Calls.Operations.Should().Equal("PutItem", "UpdateItem");
        world.Calls.Clear();
        PersonId((await world.ShowSessionAsync(token)).Ok()).Should().NotBeNull();
        world.Calls.Operations.Should().Equal("GetItem");
    }

    [Fact]
    public async Task Other_functions_get_the_personId()
    {
        await using var world = await StartAsync(Store.Memory);
        var (linked, plain) = (await LogInAsync(world, World.AppId), await LogInAsync(world, World.AppId, "ajie"));

        (await ContextAsync(linked)).Should().Contain("personId", PersonId(linked)!);
        (await ContextAsync(plain)).Should().Contain("personId", "", "a handler that binds a key that is absent answers 401");
        (await world.Services.GetRequiredService<SessionService>().ValidateAsync(SessionToken.Parse(linked.Text("token")), _cancel))
            .Should().BeOfType<SessionCheck.Valid>().Which.Session.PersonId.Should().Be(PersonId(linked));

        async Task<IDictionary<string, object>> ContextAsync(Reply login) =>
            (await ActivatorUtilities.CreateInstance<AuthorizerFunction>(world.Services).Authorize(new() { Headers = new Dictionary<string, string> { ["authorization"] = $"Bearer {login.Text("token")}" } })).Context;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_Playground_links_if_it_is_told_to(bool links)
    {
        await using var app = PlaygroundApp.Create(new("http://127.0.0.1:0", World.AppId, World.AppSecret, LinkByUnionId: links));

        foreach (var id in new[] { World.AppId, World.WeComAppId })
        {
            (await app.Services.GetRequiredService<IAppRegistry>().FindAsync(AppId.Parse(id), _cancel))!.LinksByUnionId.Should().Be(links);
        }
    }

    [Fact]
    public async Task An_app_without_a_person_key_links_nobody()
    {
        await using var world = await StartAsync(Store.Memory);
        var credentials = LocalCredentials.From(World.AppSecret);
        world.Apps.Register(new(World.App, "Playground", Enabled: true) { LinksByUnionId = true }, new(World.AppSecret, credentials.TokenKeys, credentials.DataKeys));

        PersonId(await LogInAsync(world, World.AppId)).Should().BeNull();
    }

    /// <summary>The value comes from: printf 'ww0123456789abcdef#lilei' | openssl dgst -sha256 -mac HMAC -macopt hexkey:000102…1f -binary | head -c 16 | xxd -p</summary>
    [Fact]
    public void A_personId_is_128_bits_of_HMAC_SHA256_of_the_unionid() =>
        new PersonKey(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray()).PersonId("ww0123456789abcdef#lilei").Should().Be("a62cf7078dfda1e6949e559c2faeadd2");

    private static async Task<World> StartAsync(Store store, bool links = true)
    {
        var world = await World.StartAsync(store, new() { LoginsPerUserAndMinute = 1000 });
        Register(world, World.AppId, World.AppSecret, links);
        Register(world, Other, OtherSecret, links: true);
        world.WeChat.RegisterApp(Other, OtherSecret);
        return world;
    }

    private static void Register(World world, string appId, string secret, bool links) =>
        world.Apps.Register(new(AppId.Parse(appId), "Shop", Enabled: true) { LinksByUnionId = links }, LocalCredentials.From(secret));

    private static async Task<Reply> LogInAsync(World world, string appId, string user = "lilei") =>
        (await world.SendAsync(HttpMethod.Post, "/login", new { code = world.WeChat.Login(appId, user), appId })).Ok();

    private static string? PersonId(Reply reply) => reply.Json["user"]!.AsObject()["personId"]?.GetValue<string>();
}
