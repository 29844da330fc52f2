using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Account;
using MiniLogin.Apps;
using MiniLogin.WeChat;

namespace MiniLogin.Tests.Users;

/// <summary>The phone number that base libraries before 2.21.2 send as encryptedData and iv.</summary>
public sealed class EncryptedPhoneTests
{
    private const string Number = "13900139000";
    private const string OtherApp = "wxfedcba9876543210";

    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_encrypted_phone_number_is_bound_without_a_call_to_WeChat(Store store)
    {
        await using var world = await World.StartAsync(store);
        var token = await world.TokenAsync();
        var (encryptedData, iv) = world.WeChat.GetPhoneNumber(World.AppId, "lilei");

        var reply = (await BindAsync(world, token, new { encryptedData, iv })).Ok();

        reply.Body.Should().Be($$"""{"phoneNumber":"{{Number}}","purePhoneNumber":"{{Number}}","countryCode":"86"}""");
        (await PhoneAsync(world)).Should().Be(new BoundPhone(Number, Number, "86"));
        (await world.CallsToWeChatAsync(1)).Should().Be(1, "only the login called WeChat");
        world.Logs.Lines.Should().Contain(line => line.Contains("Event=phone_bound", StringComparison.Ordinal)).And.NotContain(line => line.Contains(Number, StringComparison.Ordinal));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_number_encrypted_with_the_session_key_before_the_last_login_is_bound(Store store)
    {
        await using var world = await World.StartAsync(store);
        world.WeChat.Faults = new() { RenewSessionKey = true };
        await world.TokenAsync();
        var (encryptedData, iv) = world.WeChat.GetPhoneNumber(World.AppId, "lilei");
        var token = await world.TokenAsync();

        (await BindAsync(world, token, new { encryptedData, iv })).Ok().Text("phoneNumber").Should().Be(Number);

        token = await world.TokenAsync();
        (await BindAsync(world, token, new { encryptedData, iv })).ShouldFail(400, "phone_rejected");
    }

    [Fact]
    public async Task A_code_is_used_where_a_newer_base_library_sends_both()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var token = await world.TokenAsync();
        var code = world.WeChat.GetPhoneNumberCode(World.AppId, "lilei");

        (await BindAsync(world, token, new { code, encryptedData = "not of this user", iv = "none" })).Ok().Text("phoneNumber").Should().Be(Number);

        (await world.CallsToWeChatAsync(3)).Should().Be(3, "a login, a token and the number");
    }

    [Theory]
    [InlineData(-330)]
    [InlineData(330)]
    public async Task A_number_tapped_more_than_five_minutes_ago_or_ahead_is_rejected(int seconds)
    {
        await using var world = await World.StartAsync(Store.Memory);
        var token = await world.TokenAsync();

        var at = world.Now.ToUnixTimeSeconds() + seconds;

        await ShouldBeRejectedAsync(world, token, Plaintext(timestamp: $"{at}"));
        (await BindAsync(world, token, Encrypted(world, Plaintext(timestamp: $"{at - (Math.Sign(seconds) * 60)}")))).Ok();
    }

    public static TheoryData<string> Untrusted => new(
        Plaintext(app: OtherApp),
        Plaintext(app: ""),
        Plaintext(timestamp: "null"),
        Plaintext(timestamp: "\"soon\""),
        Plaintext(pure: "13700137000"),
        Plaintext(pure: "1370013700x", phone: "1370013700x"),
        Plaintext(country: ""),
        Plaintext(country: "+86"),
        Plaintext(phone: "", pure: ""),
        $$"""{"phoneNumber":"{{Number}}","purePhoneNumber":"{{Number}}","countryCode":"86"}""",
        Plaintext() + "x",
        "null",
        "[]",
        "");

    [Theory, MemberData(nameof(Untrusted))]
    public async Task A_number_that_does_not_verify_is_rejected(string plaintext)
    {
        await using var world = await World.StartAsync(Store.Memory);
        var token = await world.TokenAsync();

        await ShouldBeRejectedAsync(world, token, plaintext.Replace("NOW", $"{world.Now.ToUnixTimeSeconds()}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task All_reasons_for_a_rejection_have_the_same_answer()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var token = await world.TokenAsync();
        await world.TokenAsync("meimei");
        var (encryptedData, iv) = world.WeChat.GetPhoneNumber(World.AppId, "lilei");
        var ofAnother = world.WeChat.GetPhoneNumber(World.AppId, "meimei");
        var cut = Convert.ToBase64String(Convert.FromBase64String(encryptedData)[..^16]);
        object[] sent =
        [
            new { ofAnother.EncryptedData, ofAnother.Iv },
            new { encryptedData, iv = "no base64" },
            new { encryptedData, iv = Convert.ToBase64String(new byte[15]) },
            new { encryptedData, iv = Convert.ToBase64String(new byte[16]) },
            new { encryptedData = cut, iv },
            new { encryptedData = "AAAA", iv },
            Encrypted(world, Plaintext(app: OtherApp)),
        ];

        var replies = await Task.WhenAll(sent.Select(body => BindAsync(world, token, body)));

        replies.Should().AllSatisfy(reply => reply.ShouldFail(400, "phone_rejected"));
        replies.Select(reply => reply.Body).Distinct().Should().ContainSingle();
        (await PhoneAsync(world)).Should().BeNull();
        (await world.ShowSessionAsync(token)).Ok();
    }

    [Fact]
    public async Task A_user_may_try_ten_encrypted_numbers_a_minute()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var token = await world.TokenAsync();
        var good = world.WeChat.GetPhoneNumber(World.AppId, "lilei");
        for (var i = 0; i < 10; i++)
        {
            (await BindAsync(world, token, new { encryptedData = "AAAA", iv = "AAAA" })).ShouldFail(400, "phone_rejected");
        }

        (await BindAsync(world, token, new { good.EncryptedData, good.Iv })).ShouldFail(429, "too_many_codes");
        world.Pass(TimeSpan.FromMinutes(1));
        (await BindAsync(world, token, new { good.EncryptedData, good.Iv })).Ok();
    }

    [Theory]
    [InlineData("""{"encryptedData":"AAAA"}""", "iv")]
    [InlineData("""{"iv":"AAAA"}""", "encryptedData")]
    [InlineData("""{"encryptedData":"","iv":""}""", "code")]
    [InlineData("""{"encryptedData":5,"iv":"AAAA"}""", "encryptedData")]
    public async Task Half_of_an_encrypted_number_is_refused_with_the_name_of_the_other_half(string body, string field)
    {
        await using var world = await World.StartAsync(Store.Memory);

        (await world.SendAsync(HttpMethod.Post, "/session/phone", new StringContent(body), await world.TokenAsync())).ShouldFail(400, "request_invalid", field);
    }

    [Fact]
    public async Task An_encrypted_number_needs_a_live_session()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var token = await world.TokenAsync();
        var (encryptedData, iv) = world.WeChat.GetPhoneNumber(World.AppId, "lilei");
        (await world.LogOutAsync(token)).Status.Should().Be(System.Net.HttpStatusCode.NoContent);

        (await BindAsync(world, token, new { encryptedData, iv })).ShouldFail(401, "session_invalid");
    }

    [Fact]
    public async Task An_encrypted_binding_costs_three_reads_and_one_write()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        var token = await world.TokenAsync();
        var (encryptedData, iv) = world.WeChat.GetPhoneNumber(World.AppId, "lilei");
        world.Calls.Clear();

        (await BindAsync(world, token, new { encryptedData, iv })).Ok();

        world.Calls.Operations.Should().Equal("GetItem", "GetItem", "GetItem", "UpdateItem");
    }

    [Fact]
    public void The_vector_of_an_encrypted_number_verifies()
    {
        const string EncryptedData = "xT8p8W6jIVdEWQ+ccHuD2bmG5RSiwg14VWRFw/UGVh6Aj+jDIadafJ4xdCIBQ/uxDiyw/MZWvpFyRn3pP3xxVfNQxFtzghvK+Pj5JQI7x412Zc+UKBdZyt5yiQboroSxyoV8mzt8NIte9rdxdif4zsuVIitkyUnIGjLphyruj7RmS/fgw1Be7IpCva0zzK3lgKGSAJWdP3wedPdlaCzjUw==";
        const string Iv = "r7BXXKkLb8qrSNn05n0qiA==";
        var key = SessionKey.Parse("tiihtNczf5v6AKRyjwEUhQ==")!;
        var tapped = DateTimeOffset.FromUnixTimeSeconds(1637744274);

        var info = PhoneProof.Verify(EncryptedData, Iv, AppId.Parse("wx4f4bc4dec97d474b"), key, tapped.AddMinutes(5));

        info.Should().NotBeNull();
        (info!.PhoneNumber, info.PurePhoneNumber, info.CountryCode).Should().Be(("13580006666", "13580006666", "86"));
        PhoneProof.Verify(EncryptedData, Iv, AppId.Parse(OtherApp), key, tapped).Should().BeNull();
        PhoneProof.Verify(EncryptedData, Iv, AppId.Parse("wx4f4bc4dec97d474b"), key, tapped.AddSeconds(301)).Should().BeNull();
        PhoneProof.Verify(EncryptedData, Iv, AppId.Parse("wx4f4bc4dec97d474b"), SessionKey.Parse("AAAAAAAAAAAAAAAAAAAAAA==")!, tapped).Should().BeNull();
    }

    private static string Plaintext(string? app = World.AppId, string timestamp = "NOW", string phone = Number, string? pure = null, string country = "86") =>
        $$$"""{"phoneNumber":"{{{phone}}}","purePhoneNumber":"{{{pure ?? phone}}}","countryCode":"{{{country}}}","watermark":{"timestamp":{{{timestamp}}},"appid":"{{{app}}}"}}""";

    private static object Encrypted(World world, string plaintext)
    {
        var (encryptedData, iv) = Sealed.Profile(world, (string _) => plaintext);
        return new { encryptedData, iv };
    }

    private static async Task ShouldBeRejectedAsync(World world, string token, string plaintext)
    {
        (await BindAsync(world, token, Encrypted(world, plaintext))).ShouldFail(400, "phone_rejected");

        (await PhoneAsync(world)).Should().BeNull();
        world.Logs.Lines.Should().Contain(line => line.Contains("Event=phone_rejected", StringComparison.Ordinal)).And.NotContain(line => line.Contains(Number, StringComparison.Ordinal));
    }

    private static Task<BoundPhone?> PhoneAsync(World world) => world.Services.GetRequiredService<PhoneService>().FindAsync(World.UserKey("lilei"), Cancel);

    private static Task<Reply> BindAsync(World world, string? token, object body) => world.SendAsync(HttpMethod.Post, "/session/phone", body, token);
}
