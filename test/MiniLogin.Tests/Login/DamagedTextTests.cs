using System.Security.Cryptography;
using System.Text;
using MiniLogin.Playground.WeChatSimulator;

namespace MiniLogin.Tests.Login;

/// <summary>Texts that phones and WeChat cut or damage. What cannot be kept becomes U+FFFD, and the rest is kept.</summary>
public sealed class DamagedTextTests
{
    /// <summary>The text in a nickname as written in JSON, \xNN standing for a byte, and how it is read.</summary>
    public static TheoryData<string, string> NickNames { get; } = new()
    {
        { """李雷\ud83d""", "李雷\uFFFD" },
        { """\ude00李雷""", "\uFFFD李雷" },
        { """李\ud83d雷""", "李\uFFFD雷" },
        { """\ud83d\ud83d\ude00""", "\uFFFD😀" },
        { """李雷\xf0\x9f""", "李雷\uFFFD" },
        { """李雷\xe9""", "李雷\uFFFD" },
        { """李\x14雷""", "李\u0014雷" },
        { """李\x0a雷\x09""", "李\n雷\t" },
        { """李雷\q""", "李雷\uFFFDq" },
        { """李雷\u12""", "李雷\uFFFDu12" },
    };

    [Theory, MemberData(nameof(NickNames))]
    public async Task A_damaged_nickname_in_encryptedData_costs_neither_profile_nor_unionid(string written, string read)
    {
        await using var world = await World.StartAsync(Store.Memory);
        var code = world.WxLogin("ajie");
        var sent = Sealed.Profile(world, openId => Bytes(Profile(openId, $"\"nickName\":\"{written}\"")), "ajie");

        var user = (await world.SendAsync(HttpMethod.Post, "/login", new { code, encryptedData = sent.EncryptedData, iv = sent.Iv })).Ok().Json["user"]!;

        user["nickName"]!.GetValue<string>().Should().Be(read);
        user["unionId"]!.GetValue<string>().Should().Be("oFromTheProfile");
        user["city"]!.GetValue<string>().Should().Be("Guangzhou");
    }

    [Theory]
    [InlineData("""\xef\xbb\xbf""", "", "\"gender\":\"1\"", "1")]
    [InlineData("", "", "\"gender\":\"\"", null)]
    [InlineData("", "", "\"gender\":{\"a\":[1]}", null)]
    [InlineData("", "\r\n", "\"country\":86", null)]
    [InlineData("", "", "\"province\":null,\"language\":[]", null)]
    public async Task A_member_of_another_type_costs_only_itself(string before, string after, string member, string? gender)
    {
        await using var world = await World.StartAsync(Store.Memory);
        var code = world.WxLogin("ajie");
        var sent = Sealed.Profile(world, openId => Bytes(before + Profile(openId, $"\"nickName\":\"李雷\",{member}") + after), "ajie");

        var user = (await world.SendAsync(HttpMethod.Post, "/login", new { code, encryptedData = sent.EncryptedData, iv = sent.Iv })).Ok().Json["user"]!;

        user["nickName"]!.GetValue<string>().Should().Be("李雷");
        user["unionId"]!.GetValue<string>().Should().Be("oFromTheProfile");
        user["gender"]?.ToJsonString().Should().Be(gender);
    }

    [Fact]
    public async Task A_damaged_identifier_is_never_used()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var code = world.WxLogin("ajie");
        var unionId = Sealed.Profile(world, openId => Bytes(Profile(openId, "\"nickName\":\"李雷\"").Replace("oFromTheProfile", "oFrom\\xf0", StringComparison.Ordinal)), "ajie");
        var user = (await world.SendAsync(HttpMethod.Post, "/login", new { code, encryptedData = unionId.EncryptedData, iv = unionId.Iv })).Ok().Json["user"]!.AsObject();
        user["nickName"]!.GetValue<string>().Should().Be("李雷");
        user.Should().NotContainKey("unionId");

        code = world.WxLogin();
        var openId = Sealed.Profile(world, openId => Bytes(Profile(openId + "\\xf0", "\"nickName\":\"李雷\"")));
        (await world.SendAsync(HttpMethod.Post, "/login", new { code, encryptedData = openId.EncryptedData, iv = openId.Iv })).Ok().Text("profile").Should().Be("rejected");
    }

    /// <summary>The signature is over rawData as it is sent, in which half a surrogate pair is U+FFFD.</summary>
    [Theory]
    [InlineData("""{\"nickName\":\"李雷\ud83d\"}""", "{\"nickName\":\"李雷\uFFFD\"}", "李雷\uFFFD")]
    [InlineData("""{\"nickName\":\"李雷\\ud83d\"}""", """{"nickName":"李雷\ud83d"}""", "李雷\uFFFD")]
    [InlineData("""{\"nickName\":\"李\u0014雷\"}""", "{\"nickName\":\"李\u0014雷\"}", "李\u0014雷")]
    [InlineData("""{\"nickName\":\"李\n雷\"}""", "{\"nickName\":\"李\n雷\"}", "李\n雷")]
    [InlineData("{\\\"nickName\\\":\\\"李\u0014\n雷\\\"}", "{\"nickName\":\"李\u0014\n雷\"}", "李\u0014\n雷")]
    [InlineData("""\ufeff{\"nickName\":\"李雷\",\"gender\":\"1\"}""", "\uFEFF{\"nickName\":\"李雷\",\"gender\":\"1\"}", "李雷")]
    public async Task A_damaged_rawData_keeps_its_signature(string written, string text, string nickName)
    {
        await using var world = await World.StartAsync(Store.Memory);
        var code = world.WxLogin();
#pragma warning disable CA5350 // WeChat signs with SHA-1.
        var signature = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(text + world.WeChat.SessionKeys.Current(World.AppId, WeChatIds.OpenId(World.AppId, "lilei")))));
#pragma warning restore CA5350
        var body = $$"""{"code":"{{code}}","rawData":"{{written}}","signature":"{{signature}}"}""";

        var login = (await world.SendAsync(HttpMethod.Post, "/login", new StringContent(body, Encoding.UTF8, "application/json"))).Ok();

        login.Json["user"]!["nickName"]!.GetValue<string>().Should().Be(nickName);
    }

    [Fact]
    public async Task A_byte_order_mark_before_a_body_is_ignored()
    {
        await using var world = await World.StartAsync(Store.Memory);

        (await world.SendAsync(HttpMethod.Post, "/login", new StringContent($$"""{{'\uFEFF'}}{"code":"{{world.WxLogin()}}"}""", Encoding.UTF8, "application/json"))).Ok();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Half_an_emoji_in_an_entered_nickname_is_replaced(Store store)
    {
        await using var world = await World.StartAsync(store);
        var token = await world.TokenAsync();

        (await UpdateAsync("""{"nickName":"李雷\ud83d"}""")).Ok();

        (await world.SendAsync(HttpMethod.Get, "/user", token: token)).Ok().Text("nickName").Should().Be("李雷\uFFFD");
        (await UpdateAsync("""{"nickName":"\ud83d"}""")).ShouldFail(400, "request_invalid", "nickName").Text("detail").Should().Be("nickName is empty.");

        Task<Reply> UpdateAsync(string body) => world.SendAsync(HttpMethod.Put, "/user", new StringContent(body, Encoding.UTF8, "application/json"), token);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Profiles_that_the_simulator_damages_are_stored(Store store)
    {
        await using var world = await World.StartAsync(store);
        world.WeChat.Faults = new() { DamagedProfile = true };
        var codes = new[] { world.WxLogin(), world.WxLogin() };
        var sent = world.WeChat.GetUserInfo(World.AppId, "lilei");

        var raw = (await world.SendAsync(HttpMethod.Post, "/login", new { code = codes[0], rawData = sent.RawData, signature = sent.Signature })).Ok();
        var encrypted = (await world.SendAsync(HttpMethod.Post, "/login", new { code = codes[1], encryptedData = sent.EncryptedData, iv = sent.Iv })).Ok();

        raw.Json["user"]!["nickName"]!.GetValue<string>().Should().Be("李雷\uFFFD");
        encrypted.Json["user"]!["nickName"]!.GetValue<string>().Should().Be("李雷\u0014\n\uFFFD");
        (await world.SendAsync(HttpMethod.Get, "/user", token: encrypted.Text("token"))).Ok().Text("nickName").Should().Be("李雷\u0014\n\uFFFD");
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Numbers_as_text_and_a_byte_order_mark_are_no_outage_of_WeChat(bool stringNumbers, bool bom)
    {
        await using var world = await World.StartAsync(Store.Memory);
        world.WeChat.Faults = new() { StringNumbers = stringNumbers, Bom = bom };
        var token = await world.TokenAsync();

        (await world.SendAsync(HttpMethod.Post, "/session/phone", new { code = world.WeChat.GetPhoneNumberCode(World.AppId, "lilei") }, token)).Ok().Text("phoneNumber").Should().Be("13900139000");
        (await world.LogInAsync("0anobodysCode")).ShouldFail(401, "code_rejected");
    }

    [Theory]
    [InlineData("""{"openid":"oA","session_key":"tiihtNczf5v6AKRyjwEUhQ==","errmsg":"ok\x0a\xf0","errcode":"0"}""", true)]
    [InlineData("""{"openid":"oA","session_key":"tiihtNczf5v6AKRyjwEUhQ==","unionid":"o\ud83d"}""", true)]
    [InlineData("""{"openid":"oA\xf0","session_key":"tiihtNczf5v6AKRyjwEUhQ==","errmsg":"\x0a"}""", false)]
    [InlineData("""{"openid":"oA","session_key":"tiihtNczf5v6AKRyjwEUhQ\xf0"}""", false)]
    public async Task A_damaged_answer_of_WeChat_is_used_if_its_identifiers_are_whole(string answer, bool isUsed)
    {
        await using var server = new AnsweringServer(Bytes(answer));
        await using var world = await World.StartAsync(Store.Memory, weChat: server.Url);

        var login = await world.LogInAsync("0anycode");

        if (isUsed)
        {
            login.Ok().Json["user"]!.AsObject().Should().ContainKey("openId").And.NotContainKey("unionId");
        }
        else
        {
            login.ShouldFail(503, "wechat_unavailable");
        }
    }

    private static string Profile(string openId, string members) =>
        $$"""{"openId":"{{openId}}",{{members}},"city":"Guangzhou","unionId":"oFromTheProfile","watermark":{"timestamp":1,"appid":"{{World.AppId}}"} }""";

    /// <summary>The UTF-8 of a text in which <c>\xNN</c> stands for one byte.</summary>
    private static byte[] Bytes(string text)
    {
        var parts = text.Split("\\x");
        return [.. Encoding.UTF8.GetBytes(parts[0]), .. parts.Skip(1).SelectMany(part => Encoding.UTF8.GetBytes(part[2..]).Prepend(Convert.FromHexString(part[..2])[0]))];
    }
}
