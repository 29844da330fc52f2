using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using MiniLogin.Secrets;
using MiniLogin.WeChat;

namespace MiniLogin.Account;

/// <summary>A user's phone number, as confirmed by WeChat. Show it only to that user; <see cref="ToString"/> does not show it.</summary>
/// <param name="PhoneNumber">With the country code in front if it is not a mainland number.</param>
/// <param name="PurePhoneNumber">Without the country code.</param>
/// <param name="CountryCode">Digits: <c>86</c>.</param>
internal sealed record BoundPhone(
    [property: JsonPropertyName("phoneNumber")] string PhoneNumber,
    [property: JsonPropertyName("purePhoneNumber")] string PurePhoneNumber,
    [property: JsonPropertyName("countryCode")] string CountryCode)
{
    /// <summary>Returns the country code and the number, digits only: <c>8613900139000</c>.</summary>
    public string ToDigits() => string.Concat((CountryCode + PurePhoneNumber).Where(char.IsAsciiDigit));

    /// <summary>Returns the hash of a decrypted number, or null if there is no phone key.</summary>
    /// <param name="json">As it is sealed.</param>
    public static string? HashOf(ReadOnlySpan<byte> json, PhoneKey? key) =>
        key is not null && JsonSerializer.Deserialize(json, PhoneJson.Default.BoundPhone) is { } phone ? key.Hash(phone.ToDigits()) : null;

    public override string ToString() => "phone number";
}

[JsonSerializable(typeof(BoundPhone))]
internal sealed partial class PhoneJson : JsonSerializerContext;

/// <summary>A phone number as an operator types it.</summary>
internal static partial class TypedPhone
{
    /// <summary>The formats, to follow "must be".</summary>
    public const string Formats = "+ and the country code before the number, such as +8613900139000, or a mainland mobile number of 11 digits";

    /// <summary>Accepts spaces, hyphens and brackets, and 00 for +.</summary>
    /// <param name="digits">As <see cref="BoundPhone.ToDigits"/> returns them.</param>
    public static bool TryParse(string? typed, [NotNullWhen(true)] out string? digits)
    {
        var number = Separators().Replace(typed ?? "", "");
        digits = Mainland().IsMatch(number) ? $"86{number}"
            : International().Match(number) is { Success: true } match ? match.Groups["digits"].Value
            : null;
        return digits is not null;
    }

    [GeneratedRegex(@"[\s()-]", RegexOptions.CultureInvariant)]
    private static partial Regex Separators();

    [GeneratedRegex("^1[0-9]{10}$", RegexOptions.CultureInvariant)]
    private static partial Regex Mainland();

    [GeneratedRegex(@"^(\+|00)(?<digits>[1-9][0-9]{5,18})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex International();
}

/// <summary>
/// What the button with open-type getPhoneNumber gave: a code, or before base library 2.21.2 encryptedData and iv. Newer base libraries
/// give both; then the code is used. Not a record, because <c>ToString</c> must not show it.
/// </summary>
internal sealed class SentPhone
{
    public const int MaxEncryptedData = 8192;
    public const int MaxIv = 64;

    /// <summary>Not from wx.login. WeChat returns the number of whoever pressed the button.</summary>
    public string? Code { get; init; }

    public string? EncryptedData { get; init; }

    public string? Iv { get; init; }

    /// <param name="code">Null if encryptedData and iv were sent instead, or the request is invalid.</param>
    public bool TryValidate(out WxCode? code, [NotNullWhen(false)] out PhoneOutcome.RequestInvalid? invalid)
    {
        code = null;
        invalid = (EncryptedData?.Length, Iv?.Length) switch
        {
            ( > MaxEncryptedData, _) => new("encryptedData", $"must have at most {MaxEncryptedData} characters"),
            (_, > MaxIv) => new("iv", $"must have at most {MaxIv} characters"),
            ( > 0, null or 0) when string.IsNullOrEmpty(Code) => new("iv", "is missing"),
            (null or 0, > 0) when string.IsNullOrEmpty(Code) => new("encryptedData", "is missing"),
            ( > 0, > 0) when string.IsNullOrEmpty(Code) => null,
            _ => WxCode.TryParse(Code, out code, out var error) ? null : new("code", error),
        };
        return invalid is null;
    }
}
