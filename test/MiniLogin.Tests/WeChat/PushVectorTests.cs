using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using MiniLogin.Playground;
using MiniLogin.Playground.InMemory;
using MiniLogin.Playground.WeChatSimulator;
using MiniLogin.WeChat.ThirdParty;

namespace MiniLogin.Tests.WeChat;

/// <summary>The signature and encryption of pushes: examples of WeChat's documentation, and messages calculated with OpenSSL.</summary>
public sealed class PushVectorTests
{
    private const string AppId = "wx134c8103faa5a59e";
    private const string KeyA = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

    /// <summary>Its padding has 22 bytes, more than a block of AES.</summary>
    private const string Documented = "D7yzvUNAL930rd28wf21s4hvXhz0L6Uit/p2Di6C5DHyYGpEgdBRnKjBec34JwoQXicwaZC7fOVihW80F4VtsdvE//1vr7oAbqjDv8KenVp+ajKYpJnyQ4zMRhIC+a31fCVOMC03FfzV/QuC94kBP55a+Za3sJgvAn+ZbsNqZI5DkyuzkhQN8OBqCzFhizGmy0xpM0MEA4agpvE+RuNO1rhHTtuJB5yltw1FiYzecSXJ+y/D2r81VkRn2eYjh2ltsoyfbDR7Is6ookXIFxTfyeNyeHxMeT4KN5WpCDmSbTcUYrbBUlkGLJ9n/rU8YOywma6G7aTb7KZKOqCxgfoUlYEZPk4FUL/TK7ShriFDMVCLyjQJ15Ob++agDWtcxhfUfe6HIoIpRW8mKNBQiY/Jd1svvuskA1wLef1RTtzKfMpagSCX/laZINmdnX4zrF6kIaR9P4xQrWXbsTFHTYe0Mg==";

    private const string Ticket = "Q3stYC6hdFzMh9T8HCvyDIf49CJ70SWL5FWJxNO2JQgA7POPvmWu0NdRjSIQW2X07ctzdRQw1777DIXSmvJ8p6QX/32RE+0/KqcSPL8R9r9Re03Qsb75yvhQ9+i6y89T0ClSBc540gs8EFJ9LZwzc8Y3G0/O+7EggOqI4M547ie8IeBWjuro+jtFryCdkvBor7xKCCGXmROlMdUPYrP7lU3i0LnpoDxUW40FaPNmjpaabGrCNIrlATtzVyUDbDw7qOQudmvl6aiGEajAwH2lH6cIyRFMELazyLhwucwddX1cCuD7OKWmbmL+jkZUUY1HZ42DQBpk5S/++Elf64IiT/5ImdoyZk8Z9WGZ8DiqJZ7bKpamvp2QxrBUQK7vvHEU";
    private const string Unauthorized = "Q3stYC6hdFzMh9T8HCvyDCinFLjxMHM9wYGiOxfD4FIeQ6TCzEaJLFQTMFL/MGa9hwO7WiXce5yXVgP9TxQ6xltkh8Dkq99Ye9/rdlEiE+QC/H9VAOpC8P9TqCSWGw+aRA2OQI6h/SBPZc0rbIKm89JjQWsgbwYUlzi1opjjQZAwQkR5R0kmFMxT5p3njWN23r8rPw6Zwt+LxNDtpYXgbaw4Qcr10gN8CI3wTV4hmbnWvh0SVcOCO9+hhofkDBiheyub3Qzde3SYdd/6bsnm23VA1l4NM3tayiJNFwRzjDI=";

    private static readonly EncodingAesKey AllA = EncodingAesKey.Parse(new('A', 43));
    private static readonly EncodingAesKey Alphabet = EncodingAesKey.Parse(KeyA);

    [Fact]
    public void The_documented_push_is_verified_and_decrypted()
    {
        PushMessage.Sign("AAAAA", "1715943329", "1590219412", Documented).Should().Be("6c12a4205838198b8fa631b3220723bb07f1015c");
        PushMessage.Sign("AAAAA", "1715943329", "1590219412", "").Should().Be("cc0c594499c1634947d5b502f158ee518947db27", "WeChat's parameter signature covers only these");
        var message = PushMessage.Decrypt(Documented, AllA, AppId)!;

        Encoding.UTF8.GetByteCount(message).Should().Be(292);
        message.Should().Contain("debug_demo");
    }

    [Fact]
    public void The_simulator_encrypts_the_documented_reply()
    {
        const string Reply = "<xml><demo_resp>[CDATA[good luck]]</demo_resp></xml>";
        const string Encrypted = "hE8R6mGXHkJJjU72KxzKUd1GEkKJaEZq7vRL8XgK3o+00k8JGq6+pZJUIlTSyhsX+bxIBQ72g3GyvDdIZcr6+3HAZbSvPT9t/o11MI7d6WELwqrGd7jMnV0zv3Zc9Nq7";

        ComponentPush.Encrypt(Reply, AllA.Reveal(), AppId, "999951349e8ee746").Should().Be(Encrypted);
        PushMessage.Sign("AAAAA", "1713424427", "415670741", Encrypted).Should().Be("03e0812039325c2712ef5f0f980fd14c70d6e307");
        PushMessage.Decrypt(Encrypted, AllA, AppId).Should().Be(Reply);
    }

    [Fact]
    public void A_message_of_the_official_sample_code_is_decrypted()
    {
        const string Encrypted = "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg==";

        PushMessage.Decrypt(Encrypted, Alphabet, "wxb11529c136998cb6").Should().Be("我是中文abcd123");
        ComponentPush.Encrypt("我是中文abcd123", KeyA, "wxb11529c136998cb6", "aaaabbbbccccdddd").Should().Be(Encrypted);
    }

    [Fact]
    public async Task A_calculated_ticket_is_stored_and_a_calculated_deauthorisation_is_taken()
    {
        var (store, service) = At(1413192605);

        (await service.TakeAsync(Push(Ticket, "1413192605", "02d6149db1daf76b7da58037feaa9b4e995c8fe9"), Cancel)).Should().BeOfType<PushOutcome.Taken>();

        store.Component!.Open(Component.TicketPurpose, (await store.FindTicketAsync(Cancel))!.Bytes).Should().Be("ticket@@@test-ticket");
        (_, service) = At(1413192760);
        (await service.TakeAsync(Push(Unauthorized, "1413192760", "5003a5d9e08bfa971d706ce26e5bd3f25bd196b4"), Cancel)).Should().BeOfType<PushOutcome.Taken>();
    }

    [Fact]
    public async Task The_calculated_ticket_is_refused_ten_minutes_later()
    {
        (await At(1413192605 + 600).Service.TakeAsync(Push(Ticket, "1413192605", "02d6149db1daf76b7da58037feaa9b4e995c8fe9"), Cancel)).Should().BeOfType<PushOutcome.Taken>();
        (await At(1413192605 + 601).Service.TakeAsync(Push(Ticket, "1413192605", "02d6149db1daf76b7da58037feaa9b4e995c8fe9"), Cancel)).Should().BeOfType<PushOutcome.Refused>();
        (await At(1413192605 - 601).Service.TakeAsync(Push(Ticket, "1413192605", "02d6149db1daf76b7da58037feaa9b4e995c8fe9"), Cancel)).Should().BeOfType<PushOutcome.Refused>();
    }

    [Fact]
    public void Every_length_of_padding_is_accepted()
    {
        for (var length = 0; length < 64; length++)
        {
            var message = new string('x', length);
            PushMessage.Decrypt(ComponentPush.Encrypt(message, KeyA, AppId), Alphabet, AppId).Should().Be(message);
        }
    }

    [Fact]
    public void A_message_for_another_component_or_with_another_key_is_not_decrypted()
    {
        PushMessage.Decrypt(Documented, AllA, "wx134c8103faa5a59f").Should().BeNull();
        PushMessage.Decrypt(Documented, AllA, "wx134c8103faa5a59").Should().BeNull();
        PushMessage.Decrypt(Documented, Alphabet, AppId).Should().BeNull();
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 33)]
    [InlineData(0, 255)]
    [InlineData(1, 0)]
    [InlineData(int.MaxValue, 0)]
    [InlineData(-1, 0)]
    public void A_wrong_length_or_padding_is_refused(int more, int padding) => PushMessage.Decrypt(Crafted("<xml/>", more, padding), Alphabet, AppId).Should().BeNull();

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA==")]
    [InlineData("not base64!")]
    public void Other_text_is_refused(string encrypt) => PushMessage.Decrypt(encrypt, Alphabet, AppId).Should().BeNull();

    [Theory]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456789ABCDEF")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456789ABCDEF=")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456789ABCDEF+")]
    [InlineData("")]
    [InlineData(null)]
    public void An_EncodingAESKey_has_43_letters_and_digits(string? text) => EncodingAesKey.TryParse(text, out _).Should().BeFalse();

    [Theory]
    [InlineData("<!DOCTYPE xml><xml><Encrypt>a</Encrypt></xml>")]
    [InlineData("<!DOCTYPE xml [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><xml><Encrypt>&e;</Encrypt></xml>")]
    [InlineData("<xml><Encrypt>&e;</Encrypt></xml>")]
    [InlineData("<xml><Encrypt>a</Encrypt>")]
    [InlineData("<other><Encrypt>a</Encrypt></other>")]
    [InlineData("")]
    public void XML_with_a_DTD_or_malformed_is_refused(string xml) => PushMessage.Parse(xml).Should().BeNull();

    [Theory]
    [InlineData("<xml><Encrypt>a</Encrypt><Encrypt>b</Encrypt></xml>")]
    [InlineData("<xml><Encrypt><a/></Encrypt></xml>")]
    [InlineData("<xml/>")]
    public void An_element_that_is_missing_or_there_twice_has_no_text(string xml) => PushMessage.Parse(xml)!.Text("Encrypt").Should().BeNull();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Push Push(string encrypt, string timestamp, string signature) =>
        new(timestamp, "xxxxxx", signature, $"<xml><AppId><![CDATA[{AppId}]]></AppId><Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>");

    private static (InMemoryComponentStore Store, PushService Service) At(long seconds)
    {
        var clock = new FixedClock(DateTimeOffset.FromUnixTimeSeconds(seconds));
        var store = new InMemoryComponentStore { Component = LocalCredentials.From(new SimulatedComponent(AppId, "0123456789abcdef0123456789abcdef", "pamtest", KeyA)) };
        var apps = new InMemoryAppRegistry();
        var authorizers = new Authorizers(store, new InMemoryAuthorizerStore(apps, new()), apps, client: null!, clock, NullLogger<Authorizers>.Instance);
        return (store, new(store, authorizers, clock, NullLogger<PushService>.Instance));
    }

    /// <summary>A message whose length or last byte of padding is wrong.</summary>
    private static string Crafted(string message, int more, int padding)
    {
        var key = Convert.FromBase64String($"{KeyA}=");
        var text = Encoding.UTF8.GetBytes(message);
        var length = BitConverter.GetBytes(System.Net.IPAddress.HostToNetworkOrder(unchecked(text.Length + more + (more == 0 ? 0 : AppId.Length))));
        byte[] plain = [.. "0123456789abcdef"u8, .. length, .. text, .. Encoding.UTF8.GetBytes(AppId)];
        var pad = 32 - (plain.Length % 32);
        plain = [.. plain, .. Enumerable.Repeat((byte)pad, pad)];
        plain[^1] = padding == 0 && more != 0 ? plain[^1] : (byte)padding;
        using var aes = System.Security.Cryptography.Aes.Create();
        aes.SetKey(key);
        return Convert.ToBase64String(aes.EncryptCbc(plain, key.AsSpan(0, 16), System.Security.Cryptography.PaddingMode.None));
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
