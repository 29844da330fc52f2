using MiniLogin.Playground.WeChatSimulator;

namespace MiniLogin.Tests.Login;

/// <summary>encryptedData and rawData only add to the profile; they never fail a login.</summary>
public sealed class ProfileTests
{
    [Theory, ClassData(typeof(BothStores))]
    public async Task A_verified_profile_is_stored(Store store)
    {
        await using var world = await World.StartAsync(store);
        var code = world.WxLogin();
        var sent = world.WeChat.GetUserInfo(World.AppId, "lilei");

        var login = (await SendAsync(world, code, sent)).Ok();

        login.Json["user"]!["nickName"]!.GetValue<string>().Should().Be("李雷");
        login.Json.ContainsKey("profile").Should().BeFalse();
        var user = (await world.SendAsync(HttpMethod.Get, "/user", token: login.Text("token"))).Ok();
        user.Text("nickName").Should().Be("李雷");
        user.Text("avatarUrl").Should().StartWith("https://");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task The_unionid_of_the_profile_is_used_if_WeChat_returns_none(Store store)
    {
        await using var world = await World.StartAsync(store);
        var code = world.WxLogin("ajie");
        var sent = Sealed.Profile(world, openId => $$$"""{"openId":"{{{openId}}}","nickName":"N","unionId":"oFromTheProfile","watermark":{"timestamp":1,"appid":"{{{World.AppId}}}"}}""", "ajie");

        var login = (await world.SendAsync(HttpMethod.Post, "/login", new { code, encryptedData = sent.EncryptedData, iv = sent.Iv })).Ok();

        login.Json["user"]!["unionId"]!.GetValue<string>().Should().Be("oFromTheProfile");
        (await world.ShowSessionAsync(login.Text("token"))).Ok().Json["user"]!["unionId"]!.GetValue<string>().Should().Be("oFromTheProfile");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task The_anonymous_profile_never_overwrites_a_stored_profile(Store store)
    {
        await using var world = await World.StartAsync(store);
        var code = world.WxLogin();
        (await SendAsync(world, code, world.WeChat.GetUserInfo(World.AppId, "lilei"))).Ok();
        code = world.WxLogin();
        var anonymous = Sealed.Profile(world, openId => $$$"""{"openId":"{{{openId}}}","nickName":"微信用户","avatarUrl":"https://thirdwx.qlogo.cn/grey","watermark":{"timestamp":1,"appid":"{{{World.AppId}}}"}}""");

        var login = (await world.SendAsync(HttpMethod.Post, "/login", new { code, encryptedData = anonymous.EncryptedData, iv = anonymous.Iv })).Ok();

        login.Json["user"]!["nickName"]!.GetValue<string>().Should().Be("李雷");
        login.Json.ContainsKey("profile").Should().BeFalse("an anonymous profile is valid but empty");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_nickname_from_WeChat_is_stored_without_bidirectional_controls(Store store)
    {
        await using var world = await World.StartAsync(store);

        (await LogInNamedAsync(world, "\u202E李\u2067雷")).Json["user"]!["nickName"]!.GetValue<string>().Should().Be("李雷");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_invisible_nickname_from_WeChat_never_overwrites_a_stored_profile(Store store)
    {
        await using var world = await World.StartAsync(store);
        (await LogInNamedAsync(world, "李雷")).Json["user"]!["nickName"]!.GetValue<string>().Should().Be("李雷");

        (await LogInNamedAsync(world, "\u3164\u200B\U000E0041")).Json["user"]!["nickName"]!.GetValue<string>().Should().Be("李雷");
        (await LogInNamedAsync(world, "\u202E微信用户")).Json["user"]!["nickName"]!.GetValue<string>().Should().Be("李雷");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_profile_that_fails_verification_is_ignored_and_the_login_succeeds(Store store)
    {
        await using var world = await World.StartAsync(store);
        var good = world.WeChat.GetUserInfo(World.AppId, "lilei");
        var other = world.WeChat.GetUserInfo(World.AppId, "meimei");
        object[] bad =
        [
            new { code = world.WxLogin(), encryptedData = good.EncryptedData },
            new { code = world.WxLogin(), iv = good.Iv },
            new { code = world.WxLogin(), encryptedData = "not base64!", iv = good.Iv },
            new { code = world.WxLogin(), encryptedData = good.EncryptedData, iv = "AAAA" },
            new { code = world.WxLogin(), encryptedData = good.EncryptedData[4..], iv = good.Iv },
            new { code = world.WxLogin(), encryptedData = other.EncryptedData, iv = other.Iv },
            new { code = world.WxLogin(), rawData = good.RawData },
            new { code = world.WxLogin(), rawData = good.RawData + " ", signature = good.Signature },
            new { code = world.WxLogin(), rawData = good.RawData, signature = "zz" },
            new { code = world.WxLogin(), rawData = good.RawData, signature = good.Signature, encryptedData = other.EncryptedData, iv = other.Iv },
        ];

        foreach (var body in bad)
        {
            var login = (await world.SendAsync(HttpMethod.Post, "/login", body)).Ok();
            login.Text("profile").Should().Be("rejected");
            login.Json["user"]!.AsObject().ContainsKey("nickName").Should().BeFalse();
        }
    }

    [Fact]
    public async Task Profile_data_of_another_app_or_user_is_rejected()
    {
        await using var world = await World.StartAsync(Store.Memory);
        string[] plaintexts = ["{}", "not json", "[]", "null", """{"openId":1}"""];

        foreach (var plaintext in plaintexts)
        {
            await RejectedAsync(world, _ => plaintext);
        }

        await RejectedAsync(world, openId => $$$"""{"openId":"{{{openId}}}","nickName":"N","watermark":{"timestamp":1,"appid":"wxfedcba9876543210"}}""");
        await RejectedAsync(world, openId => $$$"""{"openId":"{{{openId}}}x","nickName":"N","watermark":{"timestamp":1,"appid":"{{{World.AppId}}}"}}""");
        await RejectedAsync(world, openId => $$$"""{"openId":"{{{openId}}}","nickName":"N"}""");
    }

    [Fact]
    public async Task Base64_with_spaces_in_place_of_plus_signs_is_accepted()
    {
        await using var world = await World.StartAsync(Store.Memory);
        UserInfo sent;
        string code;
        do
        {
            code = world.WxLogin();
            sent = world.WeChat.GetUserInfo(World.AppId, "lilei");
        }
        while (!sent.EncryptedData.Contains('+', StringComparison.Ordinal));

        var login = await world.SendAsync(HttpMethod.Post, "/login", new { code, encryptedData = sent.EncryptedData.Replace('+', ' '), iv = sent.Iv.Replace('+', ' ') });

        login.Ok().Json["user"]!["nickName"]!.GetValue<string>().Should().Be("李雷");
    }

    private static Task<Reply> SendAsync(World world, string code, UserInfo sent) =>
        world.SendAsync(HttpMethod.Post, "/login", new { code, encryptedData = sent.EncryptedData, iv = sent.Iv, rawData = sent.RawData, signature = sent.Signature });

    private static async Task<Reply> LogInNamedAsync(World world, string nickName)
    {
        var code = world.WxLogin();
        var sent = Sealed.Profile(world, openId => $$$"""{"openId":"{{{openId}}}","nickName":"{{{nickName}}}","avatarUrl":"https://thirdwx.qlogo.cn/1","watermark":{"timestamp":1,"appid":"{{{World.AppId}}}"}}""");
        return (await world.SendAsync(HttpMethod.Post, "/login", new { code, encryptedData = sent.EncryptedData, iv = sent.Iv })).Ok();
    }

    private static async Task RejectedAsync(World world, Func<string, string> plaintext)
    {
        var code = world.WxLogin();
        var sent = Sealed.Profile(world, plaintext);

        var login = await world.SendAsync(HttpMethod.Post, "/login", new { code, encryptedData = sent.EncryptedData, iv = sent.Iv });

        login.Ok().Text("profile").Should().Be("rejected");
    }
}
