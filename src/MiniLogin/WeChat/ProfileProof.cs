using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MiniLogin.Apps;

namespace MiniLogin.WeChat;

/// <summary>
/// Verifies what a login may send besides its code: encryptedData with iv, and rawData with signature. The code has already
/// identified the user; these only add to the profile. If one part does not verify, all parts are ignored. The reason is not
/// reported: there is no MAC, so telling bad padding from a wrong appid would help an attacker to forge data.
/// The watermark's age is not checked, because a replay can only bring back an older profile of the same user.
/// </summary>
internal static class ProfileProof
{
    /// <summary>Returns what was verified, or null if something does not verify.</summary>
    public static ProvenProfile? Verify(SentProfile sent, App app, string openId, SessionKey sessionKey)
    {
        var traits = app.Traits();
        if (traits.MiniProgram(app) is not { } miniProgram)
        {
            return null;
        }

        DecryptedProfile? profile = null;
        if (sent.RawData is not null || sent.Signature is not null)
        {
            profile = VerifyRawData(sent, sessionKey);
            if (profile is null)
            {
                return null;
            }
        }

        string? unionId = null;
        if (sent.EncryptedData is not null || sent.Iv is not null)
        {
            profile = EncryptedData.Decrypt(sent.EncryptedData, sent.Iv, sessionKey) is { } json ? Read(json) : null;
            if (profile is null || profile.Watermark?.AppId != miniProgram.ToString() || !traits.IsProfileOf(profile, app, openId))
            {
                return null;
            }

            unionId = profile.ValidUnionId;
        }

        return new(profile, unionId);
    }

    private static DecryptedProfile? VerifyRawData(SentProfile sent, SessionKey sessionKey)
    {
        if (sent.RawData is null || sent.Signature is null)
        {
            return null;
        }

        Span<byte> expected = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // WeChat signs with SHA-1.
        SHA1.HashData(Encoding.UTF8.GetBytes(sent.RawData + sessionKey.Base64), expected);
#pragma warning restore CA5350
        Span<byte> signature = stackalloc byte[SHA1.HashSizeInBytes];
        var isHex = Convert.FromHexString(sent.Signature, signature, out var consumed, out var written) == System.Buffers.OperationStatus.Done
            && consumed == sent.Signature.Length && written == signature.Length;
        return isHex && CryptographicOperations.FixedTimeEquals(expected, signature) ? Read(Encoding.UTF8.GetBytes(sent.RawData)) : null;
    }

    private static DecryptedProfile? Read(byte[] json)
    {
        try
        {
            return LenientJson.Read(json, WeChatJson.Default.DecryptedProfile);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The result of wx.getUserProfile or wx.getUserInfo, as sent by the mini program. Each part may be absent.</summary>
internal sealed class SentProfile
{
    /// <summary>Base64 of AES-128-CBC with session_key, at most 8,192 characters.</summary>
    public string? EncryptedData { get; init; }

    /// <summary>Base64 of 16 bytes.</summary>
    public string? Iv { get; init; }

    /// <summary>JSON text, at most 4,096 characters.</summary>
    public string? RawData { get; init; }

    /// <summary>Hex SHA-1 of rawData and session_key.</summary>
    public string? Signature { get; init; }

    internal bool IsEmpty => EncryptedData is null && Iv is null && RawData is null && Signature is null;
}

/// <summary>
/// The plaintext of encryptedData, or the content of rawData, which has no openId, unionId and watermark.
/// https://developers.weixin.qq.com/miniprogram/dev/framework/open-ability/signature.html. In WeCom, getEnterpriseUserInfo gives corpid,
/// userid and name instead, https://developer.work.weixin.qq.com/document/path/96974.
/// A value of another type counts as absent, so that one odd value does not cost the others.
/// </summary>
internal sealed record DecryptedProfile(
    [property: JsonPropertyName("openId"), JsonConverter(typeof(OptionalTextConverter))] string? OpenId,
    [property: JsonPropertyName("unionId"), JsonConverter(typeof(OptionalTextConverter))] string? UnionId,
    [property: JsonPropertyName("nickName"), JsonConverter(typeof(OptionalTextConverter))] string? NickName,
    [property: JsonPropertyName("avatarUrl"), JsonConverter(typeof(OptionalTextConverter))] string? AvatarUrl,
    [property: JsonPropertyName("gender"), JsonConverter(typeof(OptionalIntegerConverter))] int? Gender,
    [property: JsonPropertyName("language"), JsonConverter(typeof(OptionalTextConverter))] string? Language,
    [property: JsonPropertyName("city"), JsonConverter(typeof(OptionalTextConverter))] string? City,
    [property: JsonPropertyName("province"), JsonConverter(typeof(OptionalTextConverter))] string? Province,
    [property: JsonPropertyName("country"), JsonConverter(typeof(OptionalTextConverter))] string? Country,
    [property: JsonPropertyName("watermark")] DecryptedProfile.Mark? Watermark,
    [property: JsonPropertyName("corpid"), JsonConverter(typeof(OptionalTextConverter))] string? CorpId = null,
    [property: JsonPropertyName("userid"), JsonConverter(typeof(OptionalTextConverter))] string? UserId = null,
    [property: JsonPropertyName("name"), JsonConverter(typeof(OptionalTextConverter))] string? Name = null)
{
    /// <summary>Null if it is absent or damaged.</summary>
    public string? ValidUnionId => WeChatId.IsUnionId(UnionId) ? UnionId : null;

    internal sealed record Mark([property: JsonPropertyName("appid")] string? AppId);
}

/// <summary>A profile confirmed by WeChat, with the unionid that came with it.</summary>
internal sealed record ProvenProfile(DecryptedProfile? Profile, string? UnionId);
