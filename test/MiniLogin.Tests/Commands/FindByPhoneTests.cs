using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Secrets;
using MiniLogin.Users;

namespace MiniLogin.Tests.Commands;

/// <summary><c>minilogin users find --phone</c></summary>
public sealed class FindByPhoneTests
{
    private const string Number = "13900139000";

    [Fact]
    public async Task An_operator_finds_every_user_with_a_phone_number()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        var lilei = await BindAsync(world, "lilei", Number);
        await BindAsync(world, "meimei", Number);
        await BindAsync(world, "ajie", "13600136000");

        (await FindAsync(op, $"+86{Number}")).Should().BeEquivalentTo(Keys("lilei", "meimei"));
        (await FindAsync(op, Number)).Should().BeEquivalentTo(Keys("lilei", "meimei"));
        (await FindAsync(op, "-", "+86 139-0013-9000\n")).Should().BeEquivalentTo(Keys("lilei", "meimei"));
        (await FindAsync(op, "0086136 0013 6000")).Should().BeEquivalentTo(Keys("ajie"));
        (await FindAsync(op, "+8613900139001")).Should().BeEmpty();
        (await FindAsync(op, $"+1{Number}")).Should().BeEmpty("it is another country");
        op.Written.Should().NotContain(text => text.Contains(Number, StringComparison.Ordinal));

        world.Pass(TimeSpan.FromMinutes(1));
        await BindAsync(world, lilei, "lilei", "13700137000");
        (await FindAsync(op, Number)).Should().BeEquivalentTo(Keys("meimei"));
        (await FindAsync(op, "13700137000")).Should().BeEquivalentTo(Keys("lilei"));
        (await op.RunAsync($"users delete {World.UserKey("meimei")} --yes")).Should(0);
        (await FindAsync(op, Number)).Should().BeEmpty();
    }

    [Fact]
    public async Task Rotated_data_keys_do_not_change_who_is_found()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await BindAsync(world, "lilei", Number);
        var key = (await op.CredentialsAsync()).PhoneKey!.Hash("8613900139000");

        for (var i = 0; i < 2; i++)
        {
            (await op.RunAsync($"apps rotate-keys {World.AppId} --yes")).Should(0);
            world.Pass(TimeSpan.FromMinutes(13));
        }

        await op.ReplaceSecretAsync(World.AppSecret);

        (await op.CredentialsAsync()).PhoneKey!.Hash("8613900139000").Should().Be(key);
        (await FindAsync(op, Number)).Should().BeEquivalentTo(Keys("lilei"));
    }

    [Fact]
    public async Task An_app_without_a_phone_key_gets_one_by_a_rotation_and_its_numbers_by_the_next()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        var credentials = await op.CredentialsAsync();
        await op.ReplaceCredentialsAsync(new(credentials.AppSecret, credentials.TokenKeys, credentials.DataKeys));
        await BindAsync(world, "lilei", Number);
        var before = (await op.RunAsync(["users", "find", "--phone", Number, "--json"])).Should(0);
        before.Error.Should().Contain($"Users of {World.AppId} cannot be found by phone number yet").And.Contain($"apps rotate-keys {World.AppId}");
        before.Json["userKeys"]!.AsArray().Should().BeEmpty();

        await RotateAsync(world, op);
        await BindAsync(world, "meimei", Number);
        (await FindAsync(op, Number)).Should().BeEquivalentTo(Keys("meimei"));
        await RotateAsync(world, op);

        (await FindAsync(op, Number)).Should().BeEquivalentTo(Keys("lilei", "meimei"));
    }

    [Fact]
    public async Task A_hash_does_not_outlive_its_number()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        var token = await BindAsync(world, "lilei", Number);
        var credentials = await op.CredentialsAsync();
        await op.ReplaceCredentialsAsync(new(credentials.AppSecret, credentials.TokenKeys, credentials.DataKeys));
        world.Pass(TimeSpan.FromMinutes(2));

        await BindAsync(world, token, "lilei", "13700137000");

        (await world.Services.GetRequiredService<IUserStore>().FindKeysByPhoneAsync(credentials.PhoneKey!.Hash("8613900139000"), TestContext.Current.CancellationToken)).Should().BeEmpty();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_store_finds_the_users_of_a_hash(Store store)
    {
        await using var world = await World.StartAsync(store);
        await BindAsync(world, "lilei", Number);
        await BindAsync(world, "meimei", Number);
        await world.TokenAsync();
        var users = world.Services.GetRequiredService<IUserStore>();
        var hash = Playground.LocalCredentials.From(World.AppSecret).PhoneKey!.Hash("8613900139000");

        (await users.FindKeysByPhoneAsync(hash, TestContext.Current.CancellationToken)).Should().BeEquivalentTo([World.UserKey("lilei"), World.UserKey("meimei")]);
        await users.DeleteAsync(World.UserKey("lilei"), world.Now.AddDays(1), TestContext.Current.CancellationToken);
        (await users.FindKeysByPhoneAsync(hash, TestContext.Current.CancellationToken)).Should().BeEquivalentTo([World.UserKey("meimei")]);
    }

    [Theory]
    [InlineData("--phone 139")]
    [InlineData("--phone +0139001390000")]
    [InlineData("--phone 23900139000")]
    [InlineData("--phone +86139001390001390013900")]
    public async Task A_malformed_number_is_refused_and_not_repeated(string option)
    {
        var ran = await Operator.RunAnywhereAsync(["users", "find", .. option.Split(' '), "--endpoint-url", "http://127.0.0.1:1"]);

        ran.Should(2, "--phone must be").Error.Should().NotContain("139001390000").And.NotContain("23900139000");
    }

    [Theory]
    [InlineData("users find")]
    [InlineData("users find --phone 13900139000 --union-id oUnion")]
    public async Task Exactly_one_way_to_find_users_is_given(string command) =>
        (await Operator.RunAnywhereAsync([.. command.Split(' '), "--endpoint-url", "http://127.0.0.1:1"])).Should(2, "Specify --union-id or --phone.");

    /// <summary>The value comes from: printf 8613900139000 | openssl dgst -sha256 -mac HMAC -macopt hexkey:000102…1f -binary | base64</summary>
    [Fact]
    public void The_hash_is_HMAC_SHA256_of_the_digits_in_base64() =>
        new PhoneKey(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray()).Hash("8613900139000").Should().Be("/x1RJbTYF+iyw62o12Cc8TD3vJWCrE+SqGwGCL4c9ys=");

    private static async Task<(World World, Operator Operator)> StartAsync()
    {
        var (world, op) = await Operator.StartAsync();
        await op.AddAppAsync();
        return (world, op);
    }

    private static async Task RotateAsync(World world, Operator op)
    {
        (await op.RunAsync($"apps rotate-keys {World.AppId} --yes")).Should(0);
        world.Pass(TimeSpan.FromMinutes(13));
    }

    private static async Task<string> BindAsync(World world, string user, string number)
    {
        var token = await world.TokenAsync(user);
        await BindAsync(world, token, user, number);
        return token;
    }

    private static async Task BindAsync(World world, string token, string user, string number)
    {
        world.WeChat.Users.TryFind(user, out var known);
        world.WeChat.Users.Add(known! with { PhoneNumber = number });
        (await world.SendAsync(HttpMethod.Post, "/session/phone", new { code = world.WeChat.GetPhoneNumberCode(World.AppId, user) }, token)).Ok();
    }

    private static async Task<string[]> FindAsync(Operator op, string phone, string? input = null)
    {
        var ran = (await op.RunAsync(["users", "find", "--phone", phone, "--json"], input)).Should(0);
        ran.Json["unionId"].Should().BeNull();
        return [.. ran.Json["userKeys"]!.AsArray().Select(key => key!.GetValue<string>())];
    }

    private static string[] Keys(params string[] users) => [.. users.Select(user => World.UserKey(user).ToString())];
}
