using System.Security.Cryptography;
using System.Text;
using MiniLogin.Apps;
using MiniLogin.Playground;

namespace MiniLogin.Tests.WeChat;

/// <summary>What wx.qy.getEnterpriseUserInfo gives, sent with a login. Its watermark has the AppID of the mini program.</summary>
public sealed class WeComProfileTests
{
    private const string Good = """{"corpid":"ww0123456789abcdef","userid":"lilei","name":"李雷","gender":1,"watermark":{"timestamp":1637744274,"appid":"wx0123456789abcdef"}}""";

    [Theory, ClassData(typeof(BothStores))]
    public async Task The_name_of_a_member_is_stored(Store store)
    {
        await using var world = await World.StartAsync(store);

        var login = await LogInAsync(world, Good);

        login.Json["profile"].Should().BeNull();
        login.Json["user"]!["nickName"]!.GetValue<string>().Should().Be("李雷");
    }

    [Theory]
    [InlineData("wx0123456789abcdef", "ww0123456789abcdef")]
    [InlineData("\"appid\":\"wx0123456789abcdef\"", "\"appid\":\"wxfedcba9876543210\"")]
    [InlineData("\"userid\":\"lilei\"", "\"userid\":\"meimei\"")]
    [InlineData("\"corpid\":\"ww0123456789abcdef\"", "\"corpid\":\"ww17f8d10783494584\"")]
    [InlineData("\"corpid\":\"ww0123456789abcdef\",\"userid\":\"lilei\"", "\"openId\":\"lilei\"")]
    public async Task A_profile_of_another_member_corp_or_mini_program_is_rejected(string part, string instead)
    {
        await using var world = await World.StartAsync(Store.Memory);

        var login = await LogInAsync(world, Good.Replace(part, instead, StringComparison.Ordinal));

        login.Text("profile").Should().Be("rejected");
        login.Json["user"]!["nickName"].Should().BeNull();
    }

    [Fact]
    public async Task Without_the_AppID_of_the_mini_program_profiles_are_ignored()
    {
        await using var world = await World.StartAsync(Store.Memory);
        world.Apps.Register(new(AppId.Parse(World.WeComAppId), "Shop", Enabled: true, Kind: AppKind.WeCom), LocalCredentials.From(PlaygroundSettings.WeComSecret));

        var login = await LogInAsync(world, Good);

        login.Text("profile").Should().Be("rejected");
        login.Json["user"]!["nickName"].Should().BeNull();
    }

    private static async Task<Reply> LogInAsync(World world, string plaintext)
    {
        var code = world.QyLogin();
        using var aes = Aes.Create();
        aes.Key = Convert.FromBase64String(world.WeChat.WeCom.SessionKeys.Current(World.CorpId, "lilei"));
        var iv = RandomNumberGenerator.GetBytes(16);
        var encryptedData = Convert.ToBase64String(aes.EncryptCbc(Encoding.UTF8.GetBytes(plaintext), iv));
        return (await world.SendAsync(HttpMethod.Post, "/login", new { code, appId = World.WeComAppId, encryptedData, iv = Convert.ToBase64String(iv) })).Ok();
    }
}
