using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Playground.WeChatSimulator;
using MiniLogin.Users;

namespace MiniLogin.Tests.Commands;

/// <summary><c>minilogin sessions</c> and <c>minilogin users</c></summary>
public sealed class SessionsCommandTests
{
    private static readonly string OpenId = WeChatIds.OpenId(World.AppId, "lilei");
    private static readonly string UserKey = $"{World.AppId}#{OpenId}";

    [Fact]
    public async Task All_sessions_of_a_user_are_listed()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        for (var i = 0; i < 3; i++)
        {
            await world.TokenAsync();
        }

        var token = await world.TokenAsync();

        (await op.RunAsync($"sessions list {UserKey}")).Should(0).Output.Should().Contain(token.Split('.')[0]).And.NotContain(token.Split('.')[1]);
        var document = (await op.RunAsync($"sessions list --app {World.AppId} --openid {OpenId} --json")).Should(0).Json;

        document["userKey"]!.GetValue<string>().Should().Be(UserKey);
        document["sessions"]!.AsArray().Select(s => s!["id"]!.GetValue<string>()).Should().HaveCount(4).And.Contain(token.Split('.')[0]);
    }

    [Fact]
    public async Task A_session_is_ended_by_id_only_for_its_own_user()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        var (token, other) = (await world.TokenAsync(), await world.TokenAsync());
        var id = token.Split('.')[0];

        (await op.RunAsync($"sessions end {id} --user {World.AppId}#someone")).Should(1, "no live session");
        (await op.RunAsync($"sessions end {id} --user {UserKey}")).Should(0).Output.Should().Contain(UserKey);
        (await op.RunAsync($"sessions end {id} --user {UserKey}")).Should(1, "no live session");

        (await world.ShowSessionAsync(token)).ShouldFail(401, "session_invalid");
        (await world.ShowSessionAsync(other)).Ok();
    }

    [Fact]
    public async Task A_session_is_shown_and_ended_by_the_id_in_the_logs_alone()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        var token = await world.TokenAsync();
        var (id, secret) = (token.Split('.')[0], token.Split('.')[1]);

        var shown = (await op.RunAsync($"sessions show {id}")).Should(0);
        var document = (await op.RunAsync($"sessions show {id} --json")).Should(0);

        shown.Output.Should().Contain(UserKey).And.Contain("live").And.NotContain(secret);
        document.Json["state"]!.GetValue<string>().Should().Be("live");
        document.Json["userKey"]!.GetValue<string>().Should().Be(UserKey);
        document.Json["createdAt"]!.GetValue<DateTimeOffset>().Should().BeCloseTo(world.Now, TimeSpan.FromMinutes(1));
        document.Json.Select(member => member.Key).Should().Equal("id", "state", "userKey", "createdAt", "lastSeenAt", "expiresAt", "absoluteExpiresAt", "userAgent", "miniProgramVersion");
        (await op.RunAsync($"sessions end {id} --json")).Should(0).Json["userKey"]!.GetValue<string>().Should().Be(UserKey);
        (await world.ShowSessionAsync(token)).ShouldFail(401, "session_invalid");
        (await op.RunAsync($"sessions show {id} --json")).Should(0).Json["state"]!.GetValue<string>().Should().Be("ended");
        (await op.RunAsync($"sessions end {id}")).Should(1, "There is no live session");
        (await op.RunAsync("sessions show aaaaaaaaaaaaaaaa")).Should(1, "Session not found: aaaaaaaaaaaaaaaa");
        (await op.RunAsync("sessions end aaaaaaaaaaaaaaaa")).Should(1, "There is no live session");
    }

    [Theory]
    [InlineData("users block USER --yes", "ended")]
    [InlineData("users delete USER --yes", "ended")]
    [InlineData("apps end-sessions APP --yes", "ended")]
    [InlineData("apps disable APP --yes", "appDisabled")]
    public async Task A_session_is_shown_as_a_check_would_find_it(string command, string state)
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        var id = (await world.TokenAsync()).Split('.')[0];

        (await op.RunAsync(command.Replace("USER", UserKey, StringComparison.Ordinal).Replace("APP", World.AppId, StringComparison.Ordinal))).Should(0);

        (await op.RunAsync($"sessions show {id} --json")).Should(0).Json["state"]!.GetValue<string>().Should().Be(state);
    }

    [Fact]
    public async Task A_session_is_shown_as_expired_after_its_time()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        var id = (await world.TokenAsync()).Split('.')[0];
        world.Pass(TimeSpan.FromDays(31));

        (await op.RunAsync($"sessions show {id} --json")).Should(0).Json["state"]!.GetValue<string>().Should().Be("expired");
        (await op.RunAsync($"sessions end {id}")).Should(1, "no live session");
    }

    [Fact]
    public async Task Ending_all_sessions_needs_a_confirmation()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        var (token, other) = (await world.TokenAsync(), await world.TokenAsync());

        (await op.RunAsync($"sessions end-all {UserKey}")).Should(2, "--yes");
        (await world.ShowSessionAsync(token)).Ok();
        (await op.RunAsync($"sessions end-all {UserKey} --yes --json")).Should(0).Json["ended"]!.GetValue<int>().Should().Be(2);

        (await world.ShowSessionAsync(token)).ShouldFail(401, "session_invalid");
        (await world.ShowSessionAsync(other)).ShouldFail(401, "session_invalid");
    }

    [Fact]
    public async Task A_user_is_shown_and_found_by_unionid()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await world.TokenAsync();

        var user = (await op.RunAsync($"users show {UserKey} --json")).Should(0).Json;
        user["loginCount"]!.GetValue<int>().Should().Be(1);
        user["hasPhone"]!.GetValue<bool>().Should().BeFalse();
        (await op.RunAsync($"users show {UserKey}")).Should(0).Output.Should().Contain(OpenId);
        (await op.RunAsync($"users show {World.AppId}#nobody")).Should(1, "User not found");

        if (user["unionId"]?.GetValue<string>() is { } unionId)
        {
            (await op.RunAsync($"users find --union-id {unionId} --json")).Should(0).Json["userKeys"]!.AsArray().Select(k => k!.GetValue<string>()).Should().Equal(UserKey);
        }

        (await op.RunAsync("users find --union-id nobody --json")).Should(0).Json["userKeys"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public async Task A_blocked_user_has_no_session_and_cannot_log_in_until_unblocked()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        var token = await world.TokenAsync();

        (await op.RunAsync($"users block {UserKey}")).Should(2, "--yes");
        (await op.RunAsync($"users block {UserKey}", "n\n", hidden: "")).Should(1, $"Block {UserKey} and end all their sessions? [y/N] Nothing was changed.");
        (await world.ShowSessionAsync(token)).Ok();
        (await op.RunAsync($"users block {UserKey} --yes --json")).Should(0).Json["sessionsEnded"]!.GetValue<int>().Should().Be(1);

        (await world.ShowSessionAsync(token)).ShouldFail(401, "session_invalid");
        (await world.LogInAsync(world.WxLogin())).ShouldFail(403, "user_blocked");
        (await op.RunAsync($"users show {UserKey} --json")).Should(0).Json["loginCount"]!.GetValue<int>().Should().Be(1, "a refused login is no login");
        (await op.RunAsync($"users unblock {UserKey}")).Should(0);
        (await world.LogInAsync(world.WxLogin())).Ok();
        (await op.RunAsync($"users block {World.AppId}#nobody --yes")).Should(0).Output.Should().Contain("who has no account");
        (await op.RunAsync($"users unblock {World.AppId}#nobody")).Should(0);
        (await op.RunAsync($"users unblock {World.AppId}#nobody")).Should(1, "User not found");
    }

    [Fact]
    public async Task A_user_is_exported_and_deleted()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        var token = await world.TokenAsync();
        (await world.SendAsync(HttpMethod.Post, "/session/phone", new { code = world.WeChat.GetPhoneNumberCode(World.AppId, "lilei") }, token)).Ok();

        var export = (await op.RunAsync($"users export {UserKey}")).Should(0);
        export.Json["user"]!["openId"]!.GetValue<string>().Should().Be(OpenId);
        export.Json["phone"]!["phoneNumber"]!.GetValue<string>().Should().Contain("13900139000");
        export.Json["sessions"]!.AsArray().Should().ContainSingle();
        export.Output.Should().NotContain(token.Split('.')[1]).And.NotContain(world.WeChat.SessionKeys.Current(World.AppId, OpenId));

        (await op.RunAsync($"users delete {UserKey}")).Should(2, "--yes");
        (await op.RunAsync($"users delete {UserKey} --yes --json")).Should(0).Json["deleted"]!.GetValue<bool>().Should().BeTrue();

        (await world.ShowSessionAsync(token)).ShouldFail(401, "session_invalid");
        (await op.RunAsync($"users export {UserKey}")).Should(1, "User not found");
        (await op.RunAsync($"users delete {UserKey} --yes")).Should(1, "User not found");
    }

    [Fact]
    public async Task Deleting_a_user_again_ends_what_a_failed_deletion_left()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        var stray = await world.TokenAsync();
        await world.Services.GetRequiredService<IUserStore>().DeleteAsync(World.UserKey("lilei"), world.Now.AddDays(1), TestContext.Current.CancellationToken);

        var document = (await op.RunAsync($"users delete {UserKey} --yes --json")).Should(0).Json;

        (document["deleted"]!.GetValue<bool>(), document["sessionsEnded"]!.GetValue<int>()).Should().Be((false, 1));
        (await world.ShowSessionAsync(stray)).ShouldFail(401, "session_invalid");
    }

    private static async Task<(World World, Operator Operator)> StartAsync()
    {
        var (world, op) = await Operator.StartAsync();
        await op.AddAppAsync();
        return (world, op);
    }
}
