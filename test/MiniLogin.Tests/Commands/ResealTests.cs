using System.Text;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Account;
using MiniLogin.Secrets;
using MiniLogin.Users;
using MiniLogin.WeChat;

namespace MiniLogin.Tests.Commands;

/// <summary><c>minilogin apps rotate-keys</c>: what an old data key encrypted is encrypted again, and the key is removed.</summary>
public sealed class ResealTests
{
    private static readonly string[] Names = ["lilei", "meimei", "ajie", "laowang", "xiaohong"];

    [Fact]
    public async Task A_leaked_data_key_is_removed_by_two_rotations_and_nothing_is_lost()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        var token = await BindAsync(world, "lilei");
        var leaked = (await op.CredentialsAsync()).DataKeys.Single().Id;
        (await op.RunAsync($"apps rotate-keys {World.AppId} --yes")).Should(0);
        var removableAt = (await op.CredentialsAsync()).DataKeys[0].ActiveAt!.Value.AddMinutes(10);
        world.Pass(removableAt - world.Now + TimeSpan.FromSeconds(1));
        var current = (await op.CredentialsAsync()).CurrentDataKey(world.Now).Id;

        var rotated = (await op.RunAsync($"apps rotate-keys {World.AppId} --yes --json")).Should(0).Json;

        rotated["dropped"]!.AsArray().Select(id => id!.GetValue<string>()).Should().Contain(leaked);
        rotated["reencrypted"]!.GetValue<int>().Should().Be(1);
        rotated["unreadable"]!.GetValue<int>().Should().Be(0);
        (await op.CredentialsAsync()).DataKeys.Select(k => k.Id).Should().NotContain(leaked).And.Contain(current).And.HaveCount(2);
        foreach (var column in UserColumns.Sealed.Keys)
        {
            UserSeal.KeyId((await RowAsync(op, "lilei"))[column].B.ToArray()).Should().Be(current, column);
        }

        world.Pass(TimeSpan.FromMinutes(2));
        (await PhoneAsync(world, "lilei")).Should().Be(NumberOf("lilei"));
        (await world.Services.GetRequiredService<SessionKeyService>().CheckAsync(World.UserKey("lilei"), TestContext.Current.CancellationToken)).Should().BeOfType<SessionKeyOutcome.Current>();
        (await world.ShowSessionAsync(token)).Ok();
    }

    [Fact]
    public async Task The_access_token_is_encrypted_again()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await BindAsync(world, "lilei");
        await RotateTwiceAsync(world, op);

        var stored = await new DynamoDBAccessTokenStore(op.DynamoDB, op.Options).FindAsync(World.App, TestContext.Current.CancellationToken);

        var credentials = await op.CredentialsAsync();
        UserSeal.KeyId(stored!.Bytes).Should().Be(credentials.CurrentDataKey(world.Now).Id);
        UserSeal.Open(credentials.DataKeys, UserSeal.AccessTokenPurpose, World.AppId, stored.Bytes).Should().NotBeNull();
    }

    [Fact]
    public async Task Sixteen_keys_in_use_are_reduced_and_every_phone_number_stays_readable()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await world.TokenAsync();
        var first = await op.CredentialsAsync();
        SecretKey[] keys = [.. Enumerable.Range(0, 15).Select(i => new SecretKey($"key{i:00}", Enumerable.Repeat((byte)(i + 1), SecretKey.Size).ToArray(), world.Now.AddDays(-i - 1))), .. first.DataKeys];
        await op.ReplaceCredentialsAsync(new(first.AppSecret, first.TokenKeys, keys));
        world.Pass(TimeSpan.FromMinutes(2));
        var users = new List<string>();
        foreach (var key in keys)
        {
            var name = $"user-of-{key.Id}";
            users.Add(name);
            world.WeChat.Users.Add(new(name, name, "", "", 0, "13900139000"));
            await world.TokenAsync(name);
            await SealPhoneAsync(op, name, key);
        }

        (await op.RunAsync($"apps rotate-keys {World.AppId} --yes")).Should(0);

        (await op.CredentialsAsync()).DataKeys.Should().HaveCount(2);
        world.Pass(TimeSpan.FromMinutes(2));
        foreach (var name in users)
        {
            (await PhoneAsync(world, name)).Should().Be(NumberOf(name));
        }
    }

    [Fact]
    public async Task A_data_key_is_kept_until_no_row_is_sealed_with_it()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await using var relay = new DynamoDBRelay();
        foreach (var name in Names)
        {
            await BindAsync(world, name);
        }

        var first = (await op.CredentialsAsync()).DataKeys.Single().Id;
        await RotateAsync(world, op);
        var before = await op.CredentialsAsync();
        var writes = 0;

        // The third user cannot be written. A page has two users.
        relay.Before = (operation, body) =>
        {
            if (operation == "Scan")
            {
                body["Limit"] = 2;
            }

            return Task.FromResult(operation != "UpdateItem" || body["TableName"]!.GetValue<string>() != op.Options.UsersTable || ++writes <= 2);
        };
        (await op.RunAsync($"apps rotate-keys {World.AppId} --yes --endpoint-url {relay.Url}")).Should(3, "Users checked: 2, encrypted again: 2. No key was published or removed. Run the command again to continue.");

        (await op.CredentialsAsync()).DataKeys.Select(k => k.Id).Should().Equal(before.DataKeys.Select(k => k.Id)).And.Contain(first);
        await ShouldBeReadableAsync();
        var written = relay.Count("UpdateItem");
        relay.Before = (operation, body) =>
        {
            if (operation == "Scan")
            {
                body["Limit"] = 2;
            }

            return Task.FromResult(true);
        };
        (await op.RunAsync($"apps rotate-keys {World.AppId} --yes --json --endpoint-url {relay.Url}")).Should(0).Json["reencrypted"]!.GetValue<int>().Should().Be(3, "two users were done before");

        (relay.Count("UpdateItem") - written).Should().Be(4, "three users and the app's row are written");
        (await op.CredentialsAsync()).DataKeys.Select(k => k.Id).Should().NotContain(first);
        await ShouldBeReadableAsync();

        async Task ShouldBeReadableAsync()
        {
            world.Pass(TimeSpan.FromMinutes(2));
            foreach (var name in Names)
            {
                (await PhoneAsync(world, name)).Should().Be(NumberOf(name));
            }
        }
    }

    [Fact]
    public async Task A_run_that_is_cancelled_changes_no_key_and_can_be_continued()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await using var relay = new DynamoDBRelay();
        await BindAsync(world, "lilei");
        await RotateAsync(world, op);
        var before = await op.CredentialsAsync();
        using var cancel = new CancellationTokenSource();
        relay.Before = async (operation, _) =>
        {
            if (operation == "Scan")
            {
                await cancel.CancelAsync();
            }

            return true;
        };

        (await op.RunAsync($"apps rotate-keys {World.AppId} --yes --endpoint-url {relay.Url}".Split(' '), cancellationToken: cancel.Token)).Should(1, "Run the command again to continue.");

        (await op.CredentialsAsync()).DataKeys.Select(k => k.Id).Should().Equal(before.DataKeys.Select(k => k.Id));
        (await op.RunAsync($"apps rotate-keys {World.AppId} --yes")).Should(0);
    }

    [Fact]
    public async Task A_user_who_logs_in_meanwhile_keeps_the_new_session_key()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await using var relay = new DynamoDBRelay();
        await BindAsync(world, "lilei");
        await RotateAsync(world, op);
        world.WeChat.Faults = new() { RenewSessionKey = true };
        var logins = 0;
        relay.Before = async (operation, body) =>
        {
            // The row has been read and is about to be written.
            if (operation == "UpdateItem" && body["TableName"]!.GetValue<string>() == op.Options.UsersTable && logins++ == 0)
            {
                await world.TokenAsync();
            }

            return true;
        };

        (await op.RunAsync($"apps rotate-keys {World.AppId} --yes --endpoint-url {relay.Url}")).Should(0);

        logins.Should().Be(2, "the first write is refused, because the row has changed");
        var credentials = await op.CredentialsAsync();
        var row = await RowAsync(op, "lilei");
        foreach (var column in UserColumns.Sealed.Keys)
        {
            UserSeal.KeyId(row[column].B.ToArray()).Should().Be(credentials.CurrentDataKey(world.Now).Id, column);
        }

        world.Pass(TimeSpan.FromMinutes(2));
        (await PhoneAsync(world, "lilei")).Should().Be(NumberOf("lilei"));
        (await world.Services.GetRequiredService<SessionKeyService>().CheckAsync(World.UserKey("lilei"), TestContext.Current.CancellationToken)).Should().BeOfType<SessionKeyOutcome.Current>();
    }

    [Fact]
    public async Task After_a_run_of_an_hour_the_new_keys_are_still_published_two_minutes_ahead()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await using var relay = new DynamoDBRelay();
        await BindAsync(world, "lilei");
        await RotateAsync(world, op);
        relay.Before = (operation, _) =>
        {
            world.Pass(operation == "Scan" ? TimeSpan.FromHours(1) : TimeSpan.Zero);
            return Task.FromResult(true);
        };

        (await op.RunAsync($"apps rotate-keys {World.AppId} --yes --endpoint-url {relay.Url}")).Should(0);

        (await op.CredentialsAsync()).DataKeys[0].ActiveAt.Should().BeCloseTo(world.Now.AddMinutes(2), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_user_deleted_meanwhile_stays_deleted()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await using var relay = new DynamoDBRelay();
        var token = await BindAsync(world, "lilei");
        await RotateAsync(world, op);
        token = await world.TokenAsync();
        relay.Before = async (operation, body) =>
        {
            if (operation == "UpdateItem" && body["TableName"]!.GetValue<string>() == op.Options.UsersTable)
            {
                await world.SendAsync(HttpMethod.Delete, "/user", token: token, headers: ("X-WX-Code", world.WxLogin()));
            }

            return true;
        };

        (await op.RunAsync($"apps rotate-keys {World.AppId} --yes --endpoint-url {relay.Url}")).Should(0);

        (await RowAsync(op, "lilei")).Keys.Should().NotContain(UserColumns.Sealed.Keys).And.NotContain("appId");
    }

    [Fact]
    public async Task A_value_that_nobody_can_decrypt_does_not_keep_its_key()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await BindAsync(world, "lilei");
        var first = (await op.CredentialsAsync()).DataKeys.Single();
        var broken = UserSeal.Seal(first, UserSeal.PhonePurpose, $"{World.AppId}#another", [1, 2, 3]);
        await WritePhoneAsync(op, "lilei", broken);
        await RotateAsync(world, op);

        (await op.RunAsync($"apps rotate-keys {World.AppId} --yes")).Should(0).Output.Should().Contain("Values that nobody can decrypt: 1.");

        (await op.CredentialsAsync()).DataKeys.Select(k => k.Id).Should().NotContain(first.Id);
        (await RowAsync(op, "lilei"))[UserColumns.SealedPhone].B.ToArray().Should().Equal(broken);
    }

    [Fact]
    public async Task Users_of_another_app_are_not_touched()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        var another = "wxfedcba9876543210#oSomeone";
        await op.DynamoDB.PutItemAsync(new PutItemRequest(op.Options.UsersTable, new() { ["userKey"] = new(another), [UserColumns.SealedPhone] = new() { B = new([1, 2, 3]) } }), TestContext.Current.CancellationToken);
        await BindAsync(world, "lilei");
        await RotateAsync(world, op);

        (await op.RunAsync($"apps rotate-keys {World.AppId} --yes --json")).Should(0).Json["unreadable"]!.GetValue<int>().Should().Be(0);
    }

    private static async Task<(World World, Operator Operator)> StartAsync()
    {
        var (world, op) = await Operator.StartAsync(configure: services => services.AddSingleton<IAccessTokenStore, DynamoDBAccessTokenStore>());
        await op.AddAppAsync();
        return (world, op);
    }

    /// <summary>Rotates and waits until the next rotation may remove the keys that this one replaced.</summary>
    private static async Task RotateAsync(World world, Operator op)
    {
        (await op.RunAsync($"apps rotate-keys {World.AppId} --yes")).Should(0);
        world.Pass(TimeSpan.FromMinutes(12.1));
    }

    private static async Task RotateTwiceAsync(World world, Operator op)
    {
        await RotateAsync(world, op);
        (await op.RunAsync($"apps rotate-keys {World.AppId} --yes")).Should(0);
    }

    /// <summary>Logs a user in and binds a phone number; returns the token.</summary>
    private static async Task<string> BindAsync(World world, string name)
    {
        world.WeChat.Users.Add(new(name, name, "", "", 0, NumberOf(name)));
        await world.TokenAsync(name);
        var token = await world.TokenAsync(name);
        (await world.SendAsync(HttpMethod.Post, "/session/phone", new { code = world.WeChat.GetPhoneNumberCode(World.AppId, name) }, token)).Ok();
        return token;
    }

    private static string NumberOf(string name) => $"139001390{name.Length:00}";

    private static Task SealPhoneAsync(Operator op, string name, SecretKey key) => WritePhoneAsync(op, name, UserSeal.Seal(
        key, UserSeal.PhonePurpose, World.UserKey(name).ToString(), Encoding.UTF8.GetBytes($$"""{"phoneNumber":"{{NumberOf(name)}}","purePhoneNumber":"{{NumberOf(name)}}","countryCode":"86"}""")));

    private static async Task WritePhoneAsync(Operator op, string name, byte[] phone) => await op.DynamoDB.UpdateItemAsync(
        new UpdateItemRequest
        {
            TableName = op.Options.UsersTable,
            Key = new() { ["userKey"] = new(World.UserKey(name).ToString()) },
            UpdateExpression = "SET sealedPhone = :phone",
            ExpressionAttributeValues = new() { [":phone"] = new() { B = new(phone) } },
        },
        TestContext.Current.CancellationToken);

    private static async Task<string?> PhoneAsync(World world, string name) =>
        (await world.Services.GetRequiredService<PhoneService>().FindAsync(World.UserKey(name), TestContext.Current.CancellationToken))?.PhoneNumber;

    private static async Task<Dictionary<string, AttributeValue>> RowAsync(Operator op, string name) => (await op.DynamoDB.GetItemAsync(
        new GetItemRequest { TableName = op.Options.UsersTable, Key = new() { ["userKey"] = new(World.UserKey(name).ToString()) }, ConsistentRead = true }, TestContext.Current.CancellationToken)).Item;
}
