namespace MiniLogin.Functions.Users;

/// <summary>The body of <c>PUT /user</c>; what is absent or null stays as it was.</summary>
internal sealed class UpdateUserBody
{
    public string? NickName { get; init; }

    public string? AvatarUrl { get; init; }
}
