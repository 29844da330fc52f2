using System.Globalization;
using System.Text;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Account;
using MiniLogin.Apps;
using MiniLogin.Users;

namespace MiniLogin.Tests.Commands;

/// <summary><c>minilogin users move</c></summary>
public sealed class MoveTests : IDisposable
{
    private const string New = "wxfedcba9876543210";
    private const string Number = "13900139000";
    private const string Picture = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff.png";

    private static readonly AppId NewApp = AppId.Parse(New);

    private readonly string _file = Path.GetTempFileName();
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task A_moved_user_has_everything_in_the_new_app_but_sessions_and_session_keys()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        (await op.RunAsync($"apps set {World.AppId} --link-by-unionid on")).Should(0);
        (await op.RunAsync($"apps set {New} --link-by-unionid on")).Should(0);
        world.Pass(TimeSpan.FromSeconds(61));
        var token = await FullUserAsync(world, "lilei");
        var before = (await FindAsync(world, World.UserKey("lilei")))!;
        world.Pass(TimeSpan.FromDays(2));
        token = await world.TokenAsync();

        var moved = (await MoveAsync(op, "lilei")).Should(0).Json;

        Counts(moved).Should().Be((1, 0, 0, 0, 0));
        moved["sessionsEnded"]!.GetValue<int>().Should().Be(2);
        var after = (await FindAsync(world, NewKey("lilei")))!;
        (after.Profile, after.UnionId, after.PersonId, after.AvatarName, after.FirstLoginAt, after.IsBlocked).Should().Be((before.Profile, before.UnionId, before.PersonId, before.AvatarName, before.FirstLoginAt, false));
        after.PersonId.Should().NotBeNull();
        (await FindAsync(world, World.UserKey("lilei"))).Should().BeNull();
        (await RowAsync(op, World.UserKey("lilei"))).Keys.Should().BeEquivalentTo("userKey", "movedTo", "expiresAt");
        (await RowAsync(op, NewKey("lilei"))).Keys.Should().NotContain(["sealedSessionKey", "previousSessionKey", "phoneCodeHash"]);
        (await world.ShowSessionAsync(token)).ShouldFail(401, "session_invalid");

        var login = await LogInAsync(world);
        login.Json["isNewUser"]!.GetValue<bool>().Should().BeFalse();
        login.Json["user"]!["nickName"]!.GetValue<string>().Should().Be("李雷");
        var export = (await op.RunAsync(["users", "export", NewKey("lilei").ToString()])).Should(0).Json;
        export["phone"]!["purePhoneNumber"]!.GetValue<string>().Should().Be(Number);
        (await op.RunAsync($"users find --phone {Number} --json")).Should(0).Json["userKeys"]!.AsArray().Select(key => key!.GetValue<string>()).Should().Equal(NewKey("lilei").ToString());
    }

    [Fact]
    public async Task A_second_run_changes_nothing_and_says_so()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await FullUserAsync(world, "lilei");
        (await MoveAsync(op, "lilei")).Should(0);
        var rows = await RowsAsync(op);

        Counts((await MoveAsync(op, "lilei")).Should(0).Json).Should().Be((0, 1, 0, 0, 0));
        (await op.RunAsync($"users move --from {World.AppId} --to {New} --file {_file}", hidden: "")).Should(0).Output.Should().Contain("Nothing was changed. Users to move: 0, moved before: 1");

        (await RowsAsync(op)).Should().BeEquivalentTo(rows);
        await world.TokenAsync();
        Counts((await MoveAsync(op, "lilei")).Should(0).Json).Should().Be((0, 1, 0, 0, 0), "who logs in to the old app again is a new user there");
        (await FindAsync(world, World.UserKey("lilei"))).Should().NotBeNull();
    }

    [Fact]
    public async Task A_dry_run_and_a_refusal_change_nothing()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await FullUserAsync(world, "lilei");
        await File.WriteAllTextAsync(_file, Map("lilei"), _cancel);
        var rows = await RowsAsync(op);
        var move = $"users move --from {World.AppId} --to {New} --file {_file}";

        var dry = (await op.RunAsync($"{move} --dry-run --json")).Should(0).Json;
        (await op.RunAsync(move)).Should(2, "--yes");
        (await op.RunAsync(move, "n\n", hidden: "")).Should(1, $"Move these 1 users from {World.AppId} to {New} and end their sessions in {World.AppId}?").Error.Should().Contain("Nothing was changed.");

        (Counts(dry), dry["dryRun"]!.GetValue<bool>()).Should().Be(((1, 0, 0, 0, 0), true));
        (await RowsAsync(op)).Should().BeEquivalentTo(rows);
        (await op.RunAsync(move, "y\n", hidden: "")).Should(0).Output.Should().Contain("Users moved: 1").And.Contain("Sessions ended: 1");
    }

    [Fact]
    public async Task A_user_who_has_only_logged_in_to_the_new_app_gets_the_old_data()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await FullUserAsync(world, "lilei");
        var before = (await FindAsync(world, World.UserKey("lilei")))!;
        (await op.RunAsync($"apps set {New} --link-by-unionid on")).Should(0);
        world.Pass(TimeSpan.FromDays(1));
        var token = (await LogInAsync(world)).Text("token");
        var personId = (await FindAsync(world, NewKey("lilei")))!.PersonId;

        Counts((await MoveAsync(op, "lilei")).Should(0).Json).Should().Be((1, 0, 0, 0, 0));

        var user = (await world.SendAsync(HttpMethod.Get, "/user", token: token)).Ok("the session of the new app stays");
        user.Text("nickName").Should().Be("李雷");
        var after = (await FindAsync(world, NewKey("lilei")))!;
        (after.FirstLoginAt, after.PersonId).Should().Be((before.FirstLoginAt, personId), "only the new app links");
        personId.Should().NotBeNull();
        (await world.SendAsync(HttpMethod.Post, "/login", new { code = world.WeChat.Login(New, "lilei"), appId = New })).Ok();
    }

    [Fact]
    public async Task Collisions_are_reported_by_line_and_overwrite_nothing()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        foreach (var user in new[] { "lilei", "meimei", "ajie", "anonymous" })
        {
            await FullUserAsync(world, user);
        }

        var named = (await LogInAsync(world, "lilei")).Text("token");
        (await world.SendAsync(HttpMethod.Put, "/user", new { nickName = "新名字" }, named)).Ok();
        (await op.RunAsync($"users block {NewKey("meimei")} --yes")).Should(0);
        await LogInAsync(world, "ajie");
        await DeleteAsync(world, NewKey("ajie"));
        await DeleteAsync(world, World.UserKey("anonymous"));
        var rows = await RowsAsync(op);

        var ran = await MoveAsync(op, "lilei", "meimei", "ajie", "anonymous", "nobody");

        Counts(ran.Should(1).Json).Should().Be((0, 0, 2, 3, 0));
        ran.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().BeEquivalentTo(
            "Line 1: newOpenid has data of its own: a profile.",
            "Line 2: newOpenid is blocked.",
            "Line 3: newOpenid was deleted.",
            "Line 4: oldOpenid was deleted.",
            "Line 5: oldOpenid has no user.");
        (await RowsAsync(op)).Should().BeEquivalentTo(rows);
    }

    [Fact]
    public async Task A_new_user_who_is_linked_with_another_person_is_a_collision()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await world.TokenAsync("lilei");
        await world.TokenAsync("meimei");
        await LogInAsync(world);
        (await op.RunAsync($"users link {World.UserKey("lilei")} --yes")).Should(0);
        (await op.RunAsync($"users link {NewKey("lilei")} --to {World.UserKey("meimei")} --yes")).Should(0);

        (await MoveAsync(op, "lilei")).Should(1, "Line 1: newOpenid has data of its own: a person.");
    }

    [Fact]
    public async Task An_old_user_moves_once_and_a_new_one_is_moved_to_once()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await FullUserAsync(world, "lilei");
        await FullUserAsync(world, "meimei");
        (await MoveAsync(op, "lilei")).Should(0);

        (await MoveLinesAsync(op, $"{World.UserKey("lilei").OpenId},{NewKey("meimei").OpenId}")).Should(1, "Line 1: oldOpenid was moved to another user before.");
        (await MoveLinesAsync(op, $"{World.UserKey("meimei").OpenId},{NewKey("lilei").OpenId}")).Should(1, "Line 1: newOpenid has the data of another old user already.");

        await DeleteAsync(world, NewKey("lilei"));
        (await MoveAsync(op, "lilei")).Should(0, "Line 1: newOpenid was deleted after the move.");
    }

    [Fact]
    public async Task A_move_can_be_undone_by_the_reverse_one()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await FullUserAsync(world, "lilei");
        var before = (await FindAsync(world, World.UserKey("lilei")))!;
        (await MoveAsync(op, "lilei")).Should(0);

        await File.WriteAllTextAsync(_file, $"newOpenid,oldOpenid\n{World.UserKey("lilei").OpenId},{NewKey("lilei").OpenId}\n", _cancel);
        (await op.RunAsync($"users move --from {New} --to {World.AppId} --file {_file} --yes")).Should(0);

        var after = (await FindAsync(world, World.UserKey("lilei")))!;
        (after.Profile, after.FirstLoginAt, after.AvatarName).Should().Be((before.Profile, before.FirstLoginAt, before.AvatarName));
        (await FindAsync(world, NewKey("lilei"))).Should().BeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_block_moves_with_the_user_also_one_without_an_account(bool hasAccount)
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        if (hasAccount)
        {
            await FullUserAsync(world, "lilei");
        }

        var token = (await LogInAsync(world)).Text("token");
        (await op.RunAsync($"users block {World.UserKey("lilei")} --yes")).Should(0);

        Counts((await MoveAsync(op, "lilei")).Should(0).Json).Should().Be((1, 0, 0, 0, 0));

        (await world.ShowSessionAsync(token)).ShouldFail(401, "session_invalid");
        (await world.SendAsync(HttpMethod.Post, "/login", new { code = world.WeChat.Login(New, "lilei"), appId = New })).ShouldFail(403, "user_blocked");
        (await world.LogInAsync(world.WxLogin())).ShouldFail(403, "user_blocked");
        Counts((await MoveAsync(op, "lilei")).Should(0).Json).Should().Be((0, 1, 0, 0, 0));
    }

    [Fact]
    public async Task Members_of_WeCom_can_be_moved_too()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await FullUserAsync(world, "lilei");
        (await LogInToWeComAsync(world, op)).Json["user"]!.AsObject().ContainsKey("nickName").Should().BeFalse();
        await File.WriteAllTextAsync(_file, $"{World.UserKey("lilei").OpenId},lilei\n", _cancel);

        (await op.RunAsync($"users move --from {World.AppId} --to {World.WeComAppId} --file {_file} --yes")).Should(0);

        (await LogInToWeComAsync(world, op)).Json["user"]!["nickName"]!.GetValue<string>().Should().Be("李雷");
    }

    [Theory]
    [InlineData("copied")]
    [InlineData("erased")]
    [InlineData("swept")]
    public async Task An_interrupted_move_is_completed_by_the_next(string interruptedAfter)
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await FullUserAsync(world, "lilei");
        var before = (await FindAsync(world, World.UserKey("lilei")))!;
        var writes = interruptedAfter switch { "copied" => 1, "erased" => 2, _ => 3 };
        world.Calls.Intercept = (operation, _) => Task.FromResult(operation == "UpdateItem" && Interlocked.Decrement(ref writes) < 0
            ? new HttpResponseMessage(System.Net.HttpStatusCode.InternalServerError) { Content = new StringContent("""{"__type":"InternalServerError"}""", Encoding.UTF8, "application/x-amz-json-1.0") }
            : null);

        await TryMoveAsync(world, op);
        world.Calls.Intercept = null;
        var ran = (await MoveAsync(op, "lilei")).Should(0).Json;

        (ran["moved"]!.GetValue<int>() + ran["alreadyMoved"]!.GetValue<int>()).Should().Be(1);
        (await RowAsync(op, World.UserKey("lilei"))).Keys.Should().BeEquivalentTo("userKey", "movedTo", "expiresAt");
        var after = (await FindAsync(world, NewKey("lilei")))!;
        (after.Profile, after.AvatarName, after.SealedPhone is null, after.FirstLoginAt).Should().Be((before.Profile, before.AvatarName, false, before.FirstLoginAt));
        (await op.RunAsync($"sessions list {World.UserKey("lilei")} --json")).Should(0).Json["sessions"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public async Task What_changes_during_a_move_is_not_lost()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await FullUserAsync(world, "lilei");
        var writes = 0;
        world.Calls.Intercept = async (operation, _) =>
        {
            // Before the old row is erased.
            if (operation == "UpdateItem" && Interlocked.Increment(ref writes) == 2)
            {
                await world.Services.GetRequiredService<IUserStore>().UpdateProfileAsync(World.UserKey("lilei"), new("刚改的名字", null), _cancel);
            }

            return null;
        };

        (await TryMoveAsync(world, op)).Should().BeOfType<MoveOutcome.Moved>();

        (await FindAsync(world, NewKey("lilei")))!.Profile!.NickName.Should().Be("刚改的名字");
        (await FindAsync(world, World.UserKey("lilei"))).Should().BeNull();
    }

    [Fact]
    public async Task A_new_user_who_appears_during_a_move_is_not_overwritten()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await FullUserAsync(world, "lilei");
        var writes = 0;
        world.Calls.Intercept = async (operation, _) =>
        {
            if (operation == "UpdateItem" && Interlocked.Increment(ref writes) == 1)
            {
                await FullUserAsync(world, "lilei", New, "新名字");
            }

            return null;
        };

        (await TryMoveAsync(world, op)).Should().Be(new MoveOutcome.Collision("newOpenid", "has data of its own: a profile, a phone number"));

        (await FindAsync(world, NewKey("lilei")))!.Profile!.NickName.Should().Be("新名字");
        (await FindAsync(world, World.UserKey("lilei"))).Should().NotBeNull();
    }

    [Fact]
    public async Task A_phone_number_that_cannot_be_decrypted_is_not_dropped()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await FullUserAsync(world, "lilei");
        var credentials = await op.CredentialsAsync();
        await op.ReplaceCredentialsAsync(new(credentials.AppSecret, credentials.TokenKeys, [new("another", new byte[32])], credentials.PhoneKey));

        (await MoveAsync(op, "lilei")).Should(1, "Line 1: oldOpenid has a phone number that cannot be decrypted with the keys of the app.");

        (await FindAsync(world, World.UserKey("lilei"))).Should().NotBeNull();
    }

    [Theory]
    [InlineData("a,b\r\nc,d\r\n", 2, "")]
    [InlineData("\uFEFFoldOpenid,newOpenid\na,b\n", 1, "")]
    [InlineData("new_openid;ori_openid\n\"a\";b\n", 1, "")]
    [InlineData("a\tb\n\na\tb", 1, "")]
    [InlineData("a,b\nc\n", 1, "Line 2: must be oldOpenid,newOpenid, but has 1 fields.")]
    [InlineData("a,b,c\nd,e\n", 1, "Line 1: must be oldOpenid,newOpenid, but has 3 fields.")]
    [InlineData("a,李雷\n", 0, "Line 1: newOpenid must have 1 to 128 printable ASCII characters.")]
    [InlineData(",b\n", 0, "Line 1: oldOpenid must have 1 to 128 printable ASCII characters.")]
    [InlineData("\"a,b\n", 0, "Line 1: cannot be parsed: a quote is unclosed or a field is too long.")]
    [InlineData("a,b\na,c\nd,e\n", 1, "Line 1: oldOpenid is in several lines with different values of newOpenid.")]
    [InlineData("a,b\nc,d\ne,b\n", 1, "Line 3: newOpenid is in several lines with different values of oldOpenid.")]
    [InlineData("", 0, "")]
    public async Task A_map_may_come_from_any_tool_and_its_errors_name_the_line(string map, int lines, string error)
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;

        var ran = (await op.RunAsync($"users move --from {World.AppId} --to {New} --file - --dry-run --json", map)).Should(error.Length > 0 ? 1 : 0, error.Length > 0 ? error : null);

        ran.Json["noUser"]!.GetValue<int>().Should().Be(lines);
    }

    [Fact]
    public void A_map_has_a_limited_number_of_lines()
    {
        var text = new StringBuilder();
        for (var line = 0; line <= Cli.Users.Move.MoveMap.MaxLines; line++)
        {
            text.Append(CultureInfo.InvariantCulture, $"o{line},n{line}\n");
        }

        new Cli.Users.Move.MoveMap(World.App, NewApp, (_, _) => { }).Read(new StringReader(text.ToString())).Should().BeNull();
    }

    [Fact]
    public async Task A_map_of_users_with_one_unionid_can_be_moved_by()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        foreach (var user in new[] { "lilei", "meimei", "ajie" })
        {
            await FullUserAsync(world, user);
            await LogInAsync(world, user);
        }

        await FullUserAsync(world, "anonymous");
        await LogInToWeComAsync(world, op);

        var ran = (await op.RunAsync($"users map --from {World.AppId} --to {New}")).Should(0, $"Users of {World.AppId}: 2 found in {New}, 1 not found there, 1 without a unionid.");

        ran.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(3).And.HaveElementAt(0, "oldOpenid,newOpenid").And.Contain(Map("lilei", "meimei").Split('\n', StringSplitOptions.RemoveEmptyEntries));
        (await op.RunAsync($"users map --from {World.AppId} --to {New} --json")).Should(0).Json["users"]!.AsArray().Should().HaveCount(2);
        Counts((await MoveLinesAsync(op, ran.Output)).Should(0).Json).Should().Be((2, 0, 0, 0, 0));
        (await op.RunAsync($"users map --from {World.AppId} --to {New}")).Should(0).Output.Trim().Should().Be("oldOpenid,newOpenid", "they have moved");
    }

    [Theory]
    [InlineData("users map --from " + New + " --to " + New, "must be different apps")]
    [InlineData("users move --to " + New + " --file MiniLogin.dll", "--from")]
    [InlineData("users move --from " + New + " --to " + New + " --file - --yes", "must be different apps")]
    [InlineData("users move --from " + World.AppId + " --to wrong --file -", "--to must be wx")]
    [InlineData("users move --from " + World.AppId + " --to " + New, "--file")]
    [InlineData("users move --from " + World.AppId + " --to " + New + " --file no-such-file.csv", "File not found: no-such-file.csv")]
    [InlineData("users move --from " + World.AppId + " --to " + New + " --file -", "--yes")]
    public async Task Wrong_usage_is_refused(string command, string named) =>
        (await Operator.RunAnywhereAsync([.. command.Split(' '), "--endpoint-url", "http://127.0.0.1:1"])).Should(2, named);

    [Fact]
    public async Task Both_apps_must_be_registered()
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;
        await op.AddAppAsync();

        (await MoveAsync(op, "lilei")).Should(1, $"{New} is not registered");
    }

    private static async Task<(World World, Operator Operator)> StartAsync()
    {
        var (world, op) = await Operator.StartAsync(new() { LoginsPerUserAndMinute = 1000 });
        await op.AddAppAsync();
        world.WeChat.RegisterApp(New, World.AppSecret);
        (await op.RunAsync($"apps add {New} --name New", World.AppSecret)).Should(0);
        return (world, op);
    }

    private static UserKey NewKey(string user) => new(NewApp, Playground.WeChatSimulator.WeChatIds.OpenId(New, user));

    private static string Map(params string[] users) => string.Concat(users.Select(user => $"{World.UserKey(user).OpenId},{NewKey(user).OpenId}\n"));

    /// <summary>A user with a name, a picture and a phone number. Returns the token of a session.</summary>
    private async Task<string> FullUserAsync(World world, string user, string appId = World.AppId, string nickName = "李雷")
    {
        world.WeChat.Users.TryFind(user, out var known);
        world.WeChat.Users.Add(known! with { PhoneNumber = Number });
        var login = (await world.SendAsync(HttpMethod.Post, "/login", new { code = world.WeChat.Login(appId, user), appId })).Ok();
        var token = login.Text("token");
        (await world.SendAsync(HttpMethod.Put, "/user", new { nickName }, token)).Ok();
        (await world.SendAsync(HttpMethod.Post, "/session/phone", new { code = world.WeChat.GetPhoneNumberCode(appId, user) }, token)).Ok();
        await world.Services.GetRequiredService<IUserStore>().UpdateProfileAsync(new(AppId.Parse(appId), login.Json["user"]!["openId"]!.GetValue<string>()), new(null, null, Picture), _cancel);
        return token;
    }

    private static async Task<Reply> LogInAsync(World world, string user = "lilei") =>
        (await world.SendAsync(HttpMethod.Post, "/login", new { code = world.WeChat.Login(New, user), appId = New })).Ok();

    private static async Task<Reply> LogInToWeComAsync(World world, Operator op)
    {
        await op.RunAsync($"apps add {World.WeComAppId} --name WeCom", Playground.PlaygroundSettings.WeComSecret);
        return (await world.LogInToWeComAsync(world.QyLogin())).Ok();
    }

    private Task<Ran> MoveAsync(Operator op, params string[] users) => MoveLinesAsync(op, Map(users));

    private async Task<Ran> MoveLinesAsync(Operator op, string map)
    {
        await File.WriteAllTextAsync(_file, map, _cancel);
        return await op.RunAsync($"users move --from {World.AppId} --to {New} --file {_file} --yes --json");
    }

    /// <summary>Moves in this process, where calls to DynamoDB can be intercepted. Returns null if the store was unavailable.</summary>
    private async Task<MoveOutcome?> TryMoveAsync(World world, Operator op)
    {
        var old = await op.CredentialsAsync();
        var apps = world.Services.GetRequiredService<IAppRegistry>();
        var current = await apps.OpenCredentialsAsync((await apps.FindAsync(NewApp, _cancel))!, _cancel);
        try
        {
            return await ActivatorUtilities.CreateInstance<UserMove>(world.Services).RunAsync(World.UserKey("lilei"), NewKey("lilei"), old, current, isDryRun: false, _cancel);
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }

    private async Task DeleteAsync(World world, UserKey key) => await world.Services.GetRequiredService<AccountService>().DeleteAsync(key, _cancel);

    private Task<User?> FindAsync(World world, UserKey key) => world.Services.GetRequiredService<IUserStore>().FindAsync(key, _cancel);

    private async Task<List<string>> RowsAsync(Operator op) =>
        [.. (await op.DynamoDB.ScanAsync(new ScanRequest { TableName = op.Options.UsersTable, ConsistentRead = true }, _cancel)).Items
            .Select(row => string.Join(';', row.OrderBy(column => column.Key, StringComparer.Ordinal).Select(column => $"{column.Key}={column.Value.S}{column.Value.N}{(column.Value.B is { } b ? Convert.ToBase64String(b.ToArray()) : "")}")))
            .Order(StringComparer.Ordinal)];

    private async Task<Dictionary<string, AttributeValue>> RowAsync(Operator op, UserKey key) =>
        (await op.DynamoDB.GetItemAsync(new GetItemRequest { TableName = op.Options.UsersTable, Key = new() { ["userKey"] = new(key.ToString()) }, ConsistentRead = true }, _cancel)).Item;

    private static (int Moved, int AlreadyMoved, int NoUser, int Collisions, int Refused) Counts(System.Text.Json.Nodes.JsonObject json) =>
        (json["moved"]!.GetValue<int>(), json["alreadyMoved"]!.GetValue<int>(), json["noUser"]!.GetValue<int>(), json["collisions"]!.GetValue<int>(), json["refused"]!.GetValue<int>());
}
