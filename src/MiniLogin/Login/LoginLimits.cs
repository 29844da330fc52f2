namespace MiniLogin.Login;

/// <summary>What a login request may hold.</summary>
internal static class LoginLimits
{
    public const int Code = 128;
    public const int NonceMin = 16;
    public const int NonceMax = 64;
    public const int EncryptedData = 8192;
    public const int Iv = 64;
    public const int RawData = 4096;
    public const int Signature = 64;
    public const int UserAgent = 256;

    private const int AppId = 18;

    /// <summary>The first field that is out of bounds, if any.</summary>
    public static LoginOutcome.RequestInvalid? Check(LoginRequest request) =>
        // To a guest DevTools gives the code "the code is a mock one".
        Text("code", request.Code, 1, Code, inside: ' ')
        ?? (request.AppId is null ? null : Text("appId", request.AppId, 1, AppId))
        ?? (request.Nonce is null or "" ? null : Text("nonce", request.Nonce, NonceMin, NonceMax))
        ?? Length("encryptedData", request.Profile.EncryptedData, EncryptedData)
        ?? Length("iv", request.Profile.Iv, Iv)
        ?? Length("rawData", request.Profile.RawData, RawData)
        ?? Length("signature", request.Profile.Signature, Signature);

    private static LoginOutcome.RequestInvalid? Text(string field, string? value, int min, int max, char inside = '!') => value switch
    {
        null or "" => new(field, "is missing"),
        _ when value.Length < min || value.Length > max => new(field, $"must have {min} to {max} characters"),
        _ when value.AsSpan().ContainsAnyExceptInRange(inside, '~') || value[0] == ' ' || value[^1] == ' ' => new(field, $"must be printable ASCII without spaces{(inside == ' ' ? " around it" : "")}"),
        _ => null,
    };

    private static LoginOutcome.RequestInvalid? Length(string field, string? value, int max) =>
        value?.Length > max ? new(field, $"must have at most {max} characters") : null;
}
