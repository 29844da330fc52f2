namespace MiniLogin.WeChat;

/// <summary>What wx.getUserProfile or wx.getUserInfo gave the mini program, as it sent it on. Each part may be absent.</summary>
public sealed class SentProfile
{
    /// <summary>Base64 of AES-128-CBC under session_key, at most 8,192 characters.</summary>
    public string? EncryptedData { get; init; }

    /// <summary>Base64 of 16 bytes.</summary>
    public string? Iv { get; init; }

    /// <summary>JSON text, at most 4,096 characters.</summary>
    public string? RawData { get; init; }

    /// <summary>Hex SHA-1 of rawData and session_key.</summary>
    public string? Signature { get; init; }

    internal bool IsEmpty => EncryptedData is null && Iv is null && RawData is null && Signature is null;
}
