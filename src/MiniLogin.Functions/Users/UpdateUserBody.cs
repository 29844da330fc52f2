namespace MiniLogin.Functions.Users;

/// <summary>The body of <c>PUT /user</c>; absent and null members are unchanged.</summary>
internal sealed class UpdateUserBody
{
    public string? NickName { get; init; }

    public string? AvatarUrl { get; init; }
}
