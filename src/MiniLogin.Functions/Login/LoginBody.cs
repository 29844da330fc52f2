namespace MiniLogin.Functions.Login;

/// <summary>The body of <c>POST /login</c>; unknown members are ignored.</summary>
internal sealed class LoginBody
{
    public string? Code { get; init; }

    public string? AppId { get; init; }

    public string? Nonce { get; init; }

    public string? EncryptedData { get; init; }

    public string? Iv { get; init; }

    public string? RawData { get; init; }

    public string? Signature { get; init; }
}
