using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using MiniLogin.Apps;
using MiniLogin.Secrets;

namespace MiniLogin.WeChat.ThirdParty;

/// <summary>
/// The third-party platform (第三方平台, component) of the stack: merchants (authorizers) let it act for their mini programs.
/// https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/getting_started/how_to_read.html
/// </summary>
/// <param name="AppId">Its appid at WeChat, which has the form of a mini program's.</param>
/// <param name="KeyId">The KMS key that encrypts the credentials of merchants' apps; null without KMS.</param>
internal sealed record Component(AppId AppId, ComponentSecrets Secrets, string? KeyId = null)
{
    public const string TicketPurpose = "component_verify_ticket";
    public const string TokenPurpose = "component_access_token";

    /// <summary>Encrypts a secret of the component for its row. Another component cannot open it.</summary>
    public byte[] Seal(string purpose, string secret) => UserSeal.Seal(Secrets.DataKey, purpose, AppId.ToString(), Encoding.UTF8.GetBytes(secret));

    /// <summary>Returns null if it was not sealed for this purpose and component.</summary>
    public string? Open(string purpose, byte[]? @sealed) =>
        @sealed is not null && UserSeal.Open([Secrets.DataKey], purpose, AppId.ToString(), @sealed) is { } secret ? Encoding.UTF8.GetString(secret) : null;

    public override string ToString() => AppId.ToString();
}

/// <summary>What an operator enters at WeChat and here. <see cref="ToString"/> does not show it.</summary>
/// <param name="Secret">The component's AppSecret.</param>
/// <param name="Token">What pushes are signed with (消息校验 Token).</param>
/// <param name="AesKeys">What pushes are encrypted with (消息加解密 Key): the current one, then the previous one if there is one.</param>
/// <param name="DataKey">Encrypts the ticket and the component_access_token in their rows.</param>
internal sealed record ComponentSecrets(string Secret, string Token, IReadOnlyList<EncodingAesKey> AesKeys, SecretKey DataKey)
{
    public override string ToString() => nameof(ComponentSecrets);

    /// <exception cref="InvalidOperationException">The document is malformed.</exception>
    public static ComponentSecrets Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var document = JsonSerializer.Deserialize(json, ComponentSecretsJson.Default.ComponentSecretsDocument)!;
            return new(document.Secret, document.Token, [.. document.EncodingAesKeys.Select(EncodingAesKey.Parse)], new(document.DataKeyId, document.DataKey));
        }
        catch (Exception e) when (e is JsonException or ArgumentException or FormatException)
        {
            // No inner exception, because its message could quote the plaintext.
            throw new InvalidOperationException($"The secrets of the third-party platform are malformed: {e.GetType().Name}.");
        }
    }

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(
        new(Secret, Token, [.. AesKeys.Select(key => key.Reveal())], DataKey.Id, DataKey.Bytes.ToArray()), ComponentSecretsJson.Default.ComponentSecretsDocument);
}

/// <summary>An EncodingAESKey: 43 letters and digits, which are the base64 of 32 bytes without its last '='.</summary>
internal sealed partial class EncodingAesKey
{
    public const int Length = 43;

    private readonly string _text;

    private EncodingAesKey(string text, byte[] bytes) => (_text, Bytes) = (text, bytes);

    public ReadOnlyMemory<byte> Bytes { get; }

    public static bool TryParse(string? text, [NotNullWhen(true)] out EncodingAesKey? key)
    {
        var bytes = new byte[SecretKey.Size];
        key = text is not null && Pattern().IsMatch(text) && Convert.TryFromBase64String($"{text}=", bytes, out var length) && length == bytes.Length ? new(text, bytes) : null;
        return key is not null;
    }

    /// <exception cref="FormatException">The text is no such key.</exception>
    public static EncodingAesKey Parse(string text) => TryParse(text, out var key) ? key : throw new FormatException("An EncodingAESKey has 43 letters and digits.");

    public string Reveal() => _text;

    public override string ToString() => "EncodingAESKey";

    [GeneratedRegex(@"^[A-Za-z0-9]{43}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}

/// <summary>
/// The plaintext of the component's <c>credentials</c>:
/// <c>{"secret":"…","token":"…","encodingAesKeys":["43 characters", …],"dataKeyId":"…","dataKey":"base64 of 32 bytes"}</c>.
/// </summary>
internal sealed record ComponentSecretsDocument(string Secret, string Token, IReadOnlyList<string> EncodingAesKeys, string DataKeyId, byte[] DataKey);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ComponentSecretsDocument))]
internal sealed partial class ComponentSecretsJson : JsonSerializerContext;
