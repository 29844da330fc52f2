namespace MiniLogin.Functions.Users;

/// <summary>The body of <c>POST /session/phone</c>.</summary>
internal sealed class PhoneBody
{
    public string? Code { get; init; }
}
