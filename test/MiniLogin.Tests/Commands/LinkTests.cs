namespace MiniLogin.Tests.Commands;

/// <summary><c>minilogin apps set --link-by-unionid</c>, <c>users link</c> and <c>users unlink</c>.</summary>
public sealed class LinkTests
{
    private const string Other = "wxfedcba9876543210";

    private static readonly string Lilei = World.UserKey("lilei").ToString();

    [Fact]
    public async Task Apps_that_link_share_a_person_key_whenever_they_were_switched_on()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        (await op.RunAsync($"apps set {World.AppId} --link-by-unionid on --json")).Should(0).Json["linkByUnionId"]!.GetValue<bool>().Should().BeTrue();
        (await op.RunAsync($"apps add {Other} --name Other --link-by-unionid on", World.AppSecret)).Should(0);

        var personId = PersonId(await LogInAsync(world));

        personId.Should().NotBeNull().And.Be(PersonId(await LogInAsync(world, Other)));
        var shown = (await op.RunAsync($"users show {Lilei} --json")).Should(0).Json;
        shown["personId"]!.GetValue<string>().Should().Be(personId);
        (await op.CredentialsAsync()).PersonKey!.PersonId(shown["unionId"]!.GetValue<string>()).Should().Be(personId);
        (await op.RunAsync("apps list --json")).Should(0).Json["apps"]!.AsArray().Select(app => app!["linkByUnionId"]!.GetValue<bool>()).Should().Equal(true, true);
    }

    [Fact]
    public async Task Apps_switched_on_at_the_same_moment_get_the_same_person_key()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        (await op.RunAsync($"apps add {Other} --name Other", World.AppSecret)).Should(0);

        await Task.WhenAll(new[] { World.AppId, Other }.Select(async app => (await op.RunAsync($"apps set {app} --link-by-unionid on")).Should(0)));

        PersonId(await LogInAsync(world)).Should().NotBeNull().And.Be(PersonId(await LogInAsync(world, Other)));
    }

    [Fact]
    public async Task Linking_can_be_switched_off_and_unlinks_nobody()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        PersonId(await LogInAsync(world)).Should().BeNull();
        (await op.RunAsync($"apps set {World.AppId} --link-by-unionid on")).Should(0);
        world.Pass(TimeSpan.FromSeconds(61));
        var personId = PersonId(await LogInAsync(world));

        (await op.RunAsync($"apps set {World.AppId} --link-by-unionid off --json")).Should(0).Json["linkByUnionId"]!.GetValue<bool>().Should().BeFalse();

        world.Pass(TimeSpan.FromSeconds(61));
        PersonId(await LogInAsync(world)).Should().NotBeNull().And.Be(personId);
        PersonId(await LogInAsync(world, user: "meimei")).Should().BeNull();
        (await op.RunAsync($"apps set {Other} --link-by-unionid on")).Should(1, $"{Other} is not registered");
    }

    [Fact]
    public async Task Rotations_keep_the_person_key()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        (await op.RunAsync($"apps set {World.AppId} --link-by-unionid on")).Should(0);
        var personId = PersonId(await LogInAsync(world));

        (await op.RunAsync($"apps rotate-keys {World.AppId} --yes")).Should(0);
        (await op.RunAsync($"apps rotate-secret {World.AppId} --yes", World.AppSecret)).Should(0);

        (await op.RunAsync($"users delete {Lilei} --yes")).Should(0);
        world.Pass(TimeSpan.FromMinutes(3));
        PersonId(await LogInAsync(world)).Should().Be(personId);
    }

    [Fact]
    public async Task An_operator_links_and_unlinks_one_user()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        var login = await LogInAsync(world);

        (await op.RunAsync($"users link {Lilei}")).Should(2, "--yes");
        (await op.RunAsync($"users link {Lilei}", "n\n", hidden: "")).Should(1, "Nothing was changed");
        var linked = (await op.RunAsync($"users link {Lilei} --yes --json")).Should(0).Json;
        linked["sessionsEnded"]!.GetValue<int>().Should().Be(1);
        (await world.ShowSessionAsync(login.Text("token"))).ShouldFail(401, "session_invalid");
        PersonId(await LogInAsync(world)).Should().Be(linked["personId"]!.GetValue<string>());
        (await op.RunAsync($"users link {Lilei} --yes --json")).Should(0).Json["changed"]!.GetValue<bool>().Should().BeFalse();

        (await op.RunAsync($"users unlink {Lilei}")).Should(2, "--yes");
        (await op.RunAsync($"users unlink {Lilei} --yes")).Should(0).Output.Should().Contain($"Unlinked {Lilei} and ended 1 sessions.");
        (await op.RunAsync($"users unlink {Lilei} --yes")).Should(0).Output.Should().Contain("unlinked already");
        (await op.RunAsync($"users show {Lilei} --json")).Should(0).Json["unlinked"]!.GetValue<bool>().Should().BeTrue();
        (await op.RunAsync($"apps set {World.AppId} --link-by-unionid on")).Should(0);
        world.Pass(TimeSpan.FromSeconds(61));
        PersonId(await LogInAsync(world)).Should().BeNull();
        (await op.RunAsync($"users unlink {World.AppId}#nobody --yes")).Should(1, "User not found");
        (await op.RunAsync($"users link {World.AppId}#nobody --yes")).Should(1, "User not found");
    }

    [Fact]
    public async Task A_link_by_name_says_what_it_will_do_and_asks()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await LogInAsync(world);
        await LogInAsync(world, user: "ajie");
        var ajie = World.UserKey("ajie").ToString();

        (await op.RunAsync($"users link {ajie} --yes")).Should(1, "has no unionid");
        (await op.RunAsync($"users link {ajie} --to {ajie} --yes")).Should(2, "--to must be another user");
        (await op.RunAsync($"users link {ajie} --to {Lilei}", "n\n", hidden: "")).Should(1, $"Link {Lilei} with the person of its unionid and {ajie} with the same one").Error.Should().Contain("Nothing proves that they are the same person").And.Contain("Nothing was changed");
        var personId = (await op.RunAsync($"users link {ajie} --to {Lilei} --json", "y\n", hidden: "")).Should(0).Json["personId"]!.GetValue<string>();
        (await op.RunAsync($"users link {Lilei} --to {ajie} --json --yes")).Should(0).Json["changed"]!.GetValue<bool>().Should().BeFalse();

        PersonId(await LogInAsync(world, user: "ajie")).Should().Be(personId).And.Be(PersonId(await LogInAsync(world)));
        (await op.RunAsync($"users list --person {personId} --json")).Should(0).Json["users"]!.AsArray().Select(user => user!["userKey"]!.GetValue<string>()).Should().BeEquivalentTo(ajie, Lilei);
    }

    private static async Task<(World World, Operator Operator)> StartAsync()
    {
        var (world, op) = await Operator.StartAsync(new() { LoginsPerUserAndMinute = 1000 });
        await op.AddAppAsync();
        world.WeChat.RegisterApp(Other, World.AppSecret);
        return (world, op);
    }

    private static async Task<Reply> LogInAsync(World world, string appId = World.AppId, string user = "lilei") =>
        (await world.SendAsync(HttpMethod.Post, "/login", new { code = world.WeChat.Login(appId, user), appId })).Ok();

    private static string? PersonId(Reply reply) => reply.Json["user"]!.AsObject()["personId"]?.GetValue<string>();
}
