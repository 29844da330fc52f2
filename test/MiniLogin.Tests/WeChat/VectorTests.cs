using MiniLogin.Apps;
using MiniLogin.WeChat;

namespace MiniLogin.Tests.WeChat;

/// <summary>The examples of WeChat's documentation, verified with openssl.</summary>
public sealed class VectorTests
{
    private const string EncryptedData = "CiyLU1Aw2KjvrjMdj8YKliAjtP4gsMZMQmRzooG2xrDcvSnxIMXFufNstNGTyaGS9uT5geRa0W4oTOb1WT7fJlAC+oNPdbB+3hVbJSRgv+4lGOETKUQz6OYStslQ142dNCuabNPGBzlooOmB231qMM85d2/fV6ChevvXvQP8Hkue1poOFtnEtpyxVLW1zAo6/1Xx1COxFvrc2d7UL/lmHInNlxuacJXwu0fjpXfz/YqYzBIBzD6WUfTIF9GRHpOn/Hz7saL8xz+W//FRAUid1OksQaQx4CMs8LOddcQhULW4ucetDf96JcR3g0gfRK4PC7E/r7Z6xNrXd2UIeorGj5Ef7b1pJAYB6Y5anaHqZ9J6nKEBvB4DnNLIVWSgARns/8wR2SiRS7MNACwTyrGvt9ts8p12PKFdlqYTopNHR1Vf7XjfhQlVsAJdNiKdYmYVoKlaRv85IfVunYzO0IKXsyl7JCUjCpoG20f0a04COwfneQAGGwd5oa+T8yO5hzuyDb/XcxxmK01EpqOyuxINew==";
    private const string Iv = "r7BXXKkLb8qrSNn05n0qiA==";
    private const string RawData = """{"nickName":"Band","gender":1,"language":"zh_CN","city":"Guangzhou","province":"Guangdong","country":"CN","avatarUrl":"http://wx.qlogo.cn/mmopen/vi_32/1vZvI39NWFQ9XM4LtQpFrQJ1xlgZxx3w7bQxKARol6503Iuswjjn6nIGBiaycAjAtpujxyzYsrztuuICqIM5ibXQ/0"}""";

    private static readonly SessionKey Key = SessionKey.Parse("tiihtNczf5v6AKRyjwEUhQ==")!;

    [Fact]
    public void The_documented_encryptedData_is_decrypted()
    {
        var proven = ProfileProof.Verify(new() { EncryptedData = EncryptedData, Iv = Iv }, Of("wx4f4bc4dec97d474b"), "oGZUI0egBJY1zhBYw2KhdUfwVJJE", Key);

        proven!.UnionId.Should().Be("ocMvos6NjeKLIBqg5Mr9QjxrP1FA");
        proven.Profile.Should().BeEquivalentTo(new { NickName = "Band", Gender = 1, Language = "zh_CN", City = "Guangzhou", Province = "Guangdong", Country = "CN" });
        proven.Profile!.AvatarUrl.Should().Be("http://wx.qlogo.cn/mmopen/vi_32/aSKcBBPpibyKNicHNTMM0qJVh8Kjgiak2AHWr8MHM4WgMEm7GFhsf8OYrySdbvAMvTsw3mo8ibKicsnfN5pRjl1p8HQ/0");
    }

    [Theory]
    [InlineData("wx4f4bc4dec97d474c", "oGZUI0egBJY1zhBYw2KhdUfwVJJE")]
    [InlineData("wx4f4bc4dec97d474b", "oGZUI0egBJY1zhBYw2KhdUfwVJJF")]
    public void EncryptedData_of_another_app_or_user_is_rejected(string appId, string openId) =>
        ProfileProof.Verify(new() { EncryptedData = EncryptedData, Iv = Iv }, Of(appId), openId, Key).Should().BeNull();

    [Fact]
    public void The_documented_signature_is_verified()
    {
        var key = SessionKey.Parse("HyVFkGl5F5OQWJZZaNzBBg==")!;

        ProfileProof.Verify(new() { RawData = RawData, Signature = "75e81ceda165f4ffa64f4068af58c64b8f54b88c" }, Of(World.AppId), "o", key)!.Profile!.NickName.Should().Be("Band");
        ProfileProof.Verify(new() { RawData = RawData, Signature = "75e81ceda165f4ffa64f4068af58c64b8f54b88d" }, Of(World.AppId), "o", key).Should().BeNull();
        ProfileProof.Verify(new() { RawData = RawData, Signature = "75e81ceda165f4ffa64f4068af58c64b8f54b8" }, Of(World.AppId), "o", key).Should().BeNull();
        ProfileProof.Verify(new() { RawData = RawData, Signature = "75e81ceda165f4ffa64f4068af58c64b8f54b88c00" }, Of(World.AppId), "o", key).Should().BeNull();
    }

    [Theory]
    [InlineData("", "46e043c5525c2d817c44be603d30837a808a1d930d038f6fdc3e62a201fed128")]
    [InlineData("""{"foo":"bar"}""", "654571f79995b2ce1e149e53c0a33dc39c0a74090db514261454e8dbe432aa0b")]
    public void The_session_key_signature_uses_the_key_in_base64(string message, string signature) =>
        SessionKey.Parse("o0q0otL8aEzpcZL/FT9WsQ==")!.Sign(message).Should().Be(signature);

    private static App Of(string appId) => new(AppId.Parse(appId), "Demo", Enabled: true);
}
