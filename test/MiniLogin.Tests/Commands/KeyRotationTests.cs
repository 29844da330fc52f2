using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MiniLogin.Account;
using MiniLogin.Apps;
using MiniLogin.Secrets;
using MiniLogin.Sessions;

namespace MiniLogin.Tests.Commands;

/// <summary><c>minilogin apps rotate-keys</c>: keys are added and removed, and nobody is logged out.</summary>
public sealed class KeyRotationTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    [Fact]
    public async Task A_rotation_while_clients_run_logs_nobody_out()
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;
        await op.AddAppAsync();
        var old = await world.TokenAsync();
        using var stop = new CancellationTokenSource();
        using var loggedIn = new SemaphoreSlim(0);
        var clients = Enumerable.Range(0, 4).Select(i => ClientAsync(i, stop.Token)).ToArray();

        (await op.RunAsync($"apps rotate-keys {World.AppId} --yes")).Should(0);
        for (var passed = 0; passed < 240; passed += 10)
        {
            world.Pass(TimeSpan.FromSeconds(10));
            await loggedIn.WaitAsync(TestContext.Current.CancellationToken);
        }

        await stop.CancelAsync();
        var tokens = (await Task.WhenAll(clients)).SelectMany(t => t).Append(old).ToArray();
        tokens.Should().HaveCountGreaterThan(24, "there was a login at every step of the clock");
        foreach (var token in tokens)
        {
            (await world.ShowSessionAsync(token)).Ok();
        }

        async Task<List<string>> ClientAsync(int number, CancellationToken stopped)
        {
            var got = new List<string>();
            for (var i = 0; !stopped.IsCancellationRequested; i++)
            {
                // A new user each time, because logins per user and minute are limited.
                var name = $"client{number}-{i}";
                world.WeChat.Users.Add(new(name, name, "", "", 0, "13800138000"));
                var code = world.WxLogin(name);
                var token = (await world.LogInAsync(code, "a-nonce-of-the-client-0001")).Ok().Text("token");
                (await world.ShowSessionAsync(token)).Ok();
                (await world.LogInAsync(code, "a-nonce-of-the-client-0001")).Ok().Text("token").Should().Be(token);
                got.Add(token);
                loggedIn.Release();
            }

            return got;
        }
    }

    [Fact]
    public async Task No_function_uses_a_key_before_all_functions_have_read_it()
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;
        await op.AddAppAsync();
        var cipher = world.Services.GetRequiredService<IAppCredentialsCipher>();
        var functions = Enumerable.Range(0, 3).Select(_ => new DynamoDBAppRegistry(op.DynamoDB, cipher, op.Options, world.Services.GetRequiredService<TimeProvider>(), NullLogger<DynamoDBAppRegistry>.Instance)).ToArray();
        await KeysAsync(functions[0]);
        world.Pass(TimeSpan.FromSeconds(20));
        await KeysAsync(functions[1]);
        (await op.RunAsync($"apps rotate-keys {World.AppId} --yes")).Should(0);

        var used = new HashSet<string>();
        for (var passed = 0; passed <= 150; passed += 5)
        {
            var known = await Task.WhenAll(functions.Select(KeysAsync));
            used.UnionWith(known.Select(k => k.CurrentTokenKey(world.Now).Id));
            foreach (var current in known.Select(k => k.CurrentTokenKey(world.Now).Id))
            {
                known.Should().OnlyContain(k => k.TokenKeys.Any(t => t.Id == current), "{0} s after the rotation", passed);
            }

            world.Pass(TimeSpan.FromSeconds(5));
        }

        used.Should().HaveCount(2, "the new key became current");

        async Task<AppCredentials> KeysAsync(DynamoDBAppRegistry function) =>
            await function.OpenCredentialsAsync((await function.FindAsync(World.App, TestContext.Current.CancellationToken))!, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_login_retried_across_a_rotation_gets_the_same_session()
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;
        await op.AddAppAsync();
        (await op.RunAsync($"apps rotate-keys {World.AppId} --yes")).Should(0);
        var keys = (await op.CredentialsAsync()).TokenKeys;
        world.Pass(TimeSpan.FromSeconds(110));
        var code = world.WxLogin();
        var token = (await world.LogInAsync(code, "a-nonce-of-the-client-0001")).Ok().Text("token");
        token.Should().StartWith(TokenDerivation.Id(keys[1], World.App, Codes.Parse(code)), "the new key is only published");

        world.Pass(TimeSpan.FromSeconds(15));

        var later = world.WxLogin();
        (await world.LogInAsync(later)).Ok().Text("token").Should().StartWith(TokenDerivation.Id(keys[0], World.App, Codes.Parse(later)), "the new key is current");
        (await world.LogInAsync(code, "a-nonce-of-the-client-0001")).Ok().Text("token").Should().Be(token);
    }

    [Fact]
    public async Task A_second_rotation_is_refused_until_the_first_is_complete()
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;
        await op.AddAppAsync();
        var activeAt = (await op.RunAsync($"apps rotate-keys {World.AppId} --yes --json")).Should(0).Json["activeAt"]!.GetValue<DateTimeOffset>();
        activeAt.Should().BeCloseTo(world.Now.AddMinutes(2), TimeSpan.FromSeconds(5));

        (await op.RunAsync($"apps rotate-keys {World.AppId} --yes")).Should(1, "Nothing was changed");

        world.Pass(TimeSpan.FromSeconds(121));
        (await op.RunAsync($"apps rotate-keys {World.AppId} --yes")).Should(0);
    }

    [Fact]
    public async Task A_seal_with_an_unknown_key_is_opened_after_the_app_is_reloaded()
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;
        await op.AddAppAsync();
        var apps = world.Services.GetRequiredService<IAppRegistry>();
        var app = (await apps.FindAsync(World.App, TestContext.Current.CancellationToken))!;
        await apps.OpenCredentialsAsync(app, TestContext.Current.CancellationToken);
        (await op.RunAsync($"apps rotate-keys {World.AppId} --yes")).Should(0);
        var user = $"{World.AppId}#someone";
        var seal = UserSeal.Seal((await op.CredentialsAsync()).DataKeys[0], "phone", user, [1, 2, 3]);
        var lost = UserSeal.Seal(new("gone", new byte[SecretKey.Size]), "phone", user, [1, 2, 3]);
        world.Pass(TimeSpan.FromSeconds(10));
        world.Calls.Clear();

        (await apps.OpenSealAsync(app, "phone", user, seal, TestContext.Current.CancellationToken)).Should().Equal(1, 2, 3);
        (await apps.OpenSealAsync(app, "phone", user, seal, TestContext.Current.CancellationToken)).Should().Equal(1, 2, 3);
        (await apps.OpenSealAsync(app, "phone", user, lost, TestContext.Current.CancellationToken)).Should().BeNull();

        world.Calls.Operations.Should().Equal("GetItem");
        UserSeal.KeyId(lost).Should().Be("gone");
    }

    [Fact]
    public void A_key_becomes_current_at_its_time_and_keys_without_one_are_oldest()
    {
        var credentials = new AppCredentials("secret", [Key("hand1"), Key("hand2"), Key("new", 60), Key("old", -3600)], [Key("d")]);

        credentials.TokenKeys.Select(k => k.Id).Should().Equal("new", "old", "hand1", "hand2");
        credentials.CurrentTokenKey(Now).Id.Should().Be("old");
        credentials.CurrentTokenKey(Now.AddSeconds(60)).Id.Should().Be("new");
        credentials.CurrentTokenKey(Now.AddSeconds(-3601)).Id.Should().Be("hand1");
        new AppCredentials("secret", [Key("later", 60)], [Key("d")]).CurrentTokenKey(Now).Id.Should().Be("later", "there is no other");
    }

    [Fact]
    public void Credentials_round_trip()
    {
        var credentials = new AppCredentials("secret", [Key("new", 60), Key("old")], [Key("d")]);

        var read = AppCredentialsDocument.Read(World.AppId, AppCredentialsDocument.Write(credentials));

        read.AppSecret.Should().Be("secret");
        read.TokenKeys.Select(k => (k.Id, k.ActiveAt)).Should().Equal(("new", Now.AddSeconds(60)), ("old", null));
        read.DataKeys.Single().Bytes.ToArray().Should().Equal(credentials.DataKeys[0].Bytes.ToArray());
    }

    [Fact]
    public void A_token_key_is_dropped_when_its_logins_can_no_longer_be_retried()
    {
        var credentials = new AppCredentials("secret", [Key("current", -599), Key("previous", -601), Key("before")], [Key("d")]);

        var rotated = KeyRotation.Rotate(credentials, new HashSet<string>(), Now);

        rotated.TokenKeys.Skip(1).Select(k => k.Id).Should().Equal("current", "previous");
        rotated.CurrentTokenKey(Now).Id.Should().Be("current");
        rotated.CurrentTokenKey(Now.AddMinutes(2)).Should().Be(rotated.TokenKeys[0]);
    }

    [Fact]
    public void Any_number_of_rotations_leaves_keys_that_fit_into_one_KMS_ciphertext()
    {
        SecretKey[] sixteen = [.. Enumerable.Range(1, 16).Select(i => Key($"0000000{i:x1}"[^8..], -600 * i))];
        var credentials = new AppCredentials(new string('s', 128), sixteen, sixteen, PhoneKey.New());
        AppCredentialsDocument.Write(credentials).Length.Should().BeLessThanOrEqualTo(4096);

        for (var now = Now; now < Now.AddHours(1); now = KeyRotation.PendingUntil(credentials, now)!.Value)
        {
            credentials = KeyRotation.Rotate(credentials, KeyRotation.DroppableDataKeys(credentials, now), now);

            credentials.DataKeys.Should().HaveCountLessThanOrEqualTo(8);
            credentials.TokenKeys.Should().HaveCountLessThanOrEqualTo(8);
            AppCredentialsDocument.Write(credentials).Length.Should().BeLessThanOrEqualTo(4096);
        }
    }

    private static SecretKey Key(string id, int? activeIn = null) => new(id, new byte[SecretKey.Size], activeIn is { } seconds ? Now.AddSeconds(seconds) : null);
}
