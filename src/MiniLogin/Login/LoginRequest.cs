using System.Diagnostics.CodeAnalysis;
using MiniLogin.Apps;
using MiniLogin.Sessions;
using MiniLogin.WeChat;

namespace MiniLogin.Login;

/// <summary>A login request. Not a record, because <c>ToString</c> must not show the code.</summary>
internal sealed class LoginRequest
{
    /// <summary>The wx.login code: 1 to 128 printable ASCII characters, single use, valid for 5 minutes.</summary>
    public string? Code { get; init; }

    /// <summary>The mini program, or the app of WeCom. If null, the app in the Referer; without one, the default app.</summary>
    public string? AppId { get; init; }

    /// <summary>
    /// Chosen by the client and sent again when it retries: 16 to 64 printable ASCII characters, unguessable. Retrying with the same
    /// code and nonce within 5 minutes returns the same session; without a nonce, within 20 seconds.
    /// </summary>
    public string? Nonce { get; init; }

    /// <summary>The result of wx.getUserProfile. It only adds to the profile.</summary>
    public SentProfile Profile { get; init; } = new();

    /// <summary>
    /// The code of a button with open-type getPhoneNumber, not of wx.login. The number is bound after the login; a code that fails never
    /// fails the login, so it is not validated with the other fields.
    /// </summary>
    public string? PhoneCode { get; init; }

    /// <summary>The Referer, if a mini program sent the request.</summary>
    public MiniProgramReferer? Referer { get; init; }

    /// <summary>The User-Agent of the client. Truncated to 256 characters.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The session that the client still has. It ends 60 s after a successful login.</summary>
    public SessionToken? Presented { get; init; }
}

/// <summary>Limits of a login request.</summary>
internal static class LoginLimits
{
    public const int NonceMin = 16;
    public const int NonceMax = 64;
    public const int EncryptedData = 8192;
    public const int Iv = 64;
    public const int RawData = 4096;
    public const int Signature = 64;
    public const int UserAgent = 256;

    private const int AppId = MiniLogin.Apps.AppId.MaxLength;

    /// <param name="code">Null if the request is invalid.</param>
    /// <param name="invalid">The first invalid field; null if there is none.</param>
    public static bool TryValidate(LoginRequest request, [NotNullWhen(true)] out WxCode? code, [NotNullWhen(false)] out LoginOutcome.RequestInvalid? invalid)
    {
        invalid = WxCode.TryParse(request.Code, out code, out var error) ? CheckOptionalFields(request) : new("code", error);
        return invalid is null;
    }

    private static LoginOutcome.RequestInvalid? CheckOptionalFields(LoginRequest request) =>
        (request.AppId is null ? null : Text("appId", request.AppId, 1, AppId))
        ?? (request.Nonce is null or "" ? null : Text("nonce", request.Nonce, NonceMin, NonceMax))
        ?? Length("encryptedData", request.Profile.EncryptedData, EncryptedData)
        ?? Length("iv", request.Profile.Iv, Iv)
        ?? Length("rawData", request.Profile.RawData, RawData)
        ?? Length("signature", request.Profile.Signature, Signature);

    private static LoginOutcome.RequestInvalid? Text(string field, string value, int min, int max) => value switch
    {
        "" => new(field, "is missing"),
        _ when value.Length < min || value.Length > max => new(field, $"must have {min} to {max} characters"),
        _ when value.AsSpan().ContainsAnyExceptInRange('!', '~') => new(field, "must be printable ASCII without spaces"),
        _ => null,
    };

    private static LoginOutcome.RequestInvalid? Length(string field, string? value, int max) =>
        value?.Length > max ? new(field, $"must have at most {max} characters") : null;
}
