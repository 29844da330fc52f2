using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Account;
using MiniLogin.Apps;
using MiniLogin.Secrets;
using MiniLogin.Users;
using MiniLogin.WeChat;
using Outcome = MiniLogin.Account.SessionKeyOutcome;

namespace MiniLogin.Tests.WeChat;

/// <summary>Checks and resets stored session_keys.</summary>
public sealed class SessionKeyServiceTests
{
    private static readonly UserKey UserKey = World.UserKey("lilei");

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_session_key_is_current_until_WeChat_renews_it(Store store)
    {
        await using var world = await World.StartAsync(store);
        await world.TokenAsync();
        (await CheckAsync(world)).Should().BeOfType<Outcome.Current>();

        world.WeChat.Faults = new() { RenewSessionKey = true };
        world.WxLogin();
        (await CheckAsync(world)).Should().BeOfType<Outcome.Stale>();
        (await ResetAsync(world)).Should().BeOfType<Outcome.Stale>();

        await world.TokenAsync();
        (await CheckAsync(world)).Should().BeOfType<Outcome.Current>();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_reset_stores_a_new_key(Store store)
    {
        await using var world = await World.StartAsync(store);
        await world.TokenAsync();
        var before = Key(world);

        (await ResetAsync(world)).Should().BeOfType<Outcome.Current>();

        Key(world).Should().NotBe(before);
        (await CheckAsync(world)).Should().BeOfType<Outcome.Current>();
        (await StoredAsync(world)).Should().Be(Key(world));
        world.Logs.Lines.Should().Contain(line => line.Contains("Event=session_key_reset", StringComparison.Ordinal))
            .And.NotContain(line => line.Contains(before, StringComparison.Ordinal) || line.Contains(Key(world), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_login_during_a_reset_does_not_restore_the_old_key()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        await world.TokenAsync();
        var before = SessionKey.Parse(Key(world))!;
        var isLate = true;
        world.Calls.Intercept = async (operation, _) =>
        {
            if (operation == "UpdateItem" && isLate)
            {
                isLate = false;
                var voidKey = UserSeal.Seal(DataKeys[0], UserSeal.SessionKeyPurpose, UserKey.ToString(), before.Bytes.Span);
                await world.Services.GetRequiredService<IUserStore>().RecordLoginAsync(new(UserKey, null, null, voidKey, world.Now, 100), CancellationToken.None);
            }

            return null;
        };

        (await ResetAsync(world)).Should().BeOfType<Outcome.Current>();

        isLate.Should().BeFalse();
        (await StoredAsync(world)).Should().Be(Key(world)).And.NotBe(before.Base64);
    }

    [Fact]
    public async Task An_unknown_user_or_app_is_reported()
    {
        await using var world = await World.StartAsync(Store.Memory);

        (await CheckAsync(world)).Should().BeOfType<Outcome.UserUnknown>();
        (await CheckAsync(world, new(AppId.Parse("wxfedcba9876543210"), "o"))).Should().BeOfType<Outcome.AppUnknown>();
    }

    [Fact]
    public async Task An_IP_address_that_WeChat_does_not_allow_is_a_misconfiguration()
    {
        await using var world = await World.StartAsync(Store.Memory);
        await world.TokenAsync();
        world.WeChat.Faults = new() { TokenErrCode = 40164 };

        (await CheckAsync(world)).Should().BeOfType<Outcome.Failed>().Which.Failure.Should().BeOfType<WeChatFailure.Misconfigured>();
    }

    private static IReadOnlyList<SecretKey> DataKeys => Playground.LocalCredentials.From(World.AppSecret).DataKeys;

    private static string Key(World world) => world.WeChat.SessionKeys.Current(World.AppId, UserKey.OpenId);

    private static async Task<string> StoredAsync(World world)
    {
        var newest = (await world.Services.GetRequiredService<IUserStore>().FindSessionKeysAsync(UserKey, TestContext.Current.CancellationToken))![0];
        return Convert.ToBase64String(UserSeal.Open(DataKeys, UserSeal.SessionKeyPurpose, UserKey.ToString(), newest)!);
    }

    private static Task<Outcome> CheckAsync(World world, UserKey? userKey = null) =>
        world.Services.GetRequiredService<SessionKeyService>().CheckAsync(userKey ?? UserKey, TestContext.Current.CancellationToken);

    private static Task<Outcome> ResetAsync(World world) =>
        world.Services.GetRequiredService<SessionKeyService>().ResetAsync(UserKey, TestContext.Current.CancellationToken);
}
