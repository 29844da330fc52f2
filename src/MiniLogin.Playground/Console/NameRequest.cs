namespace MiniLogin.Playground.Console;

/// <param name="User">The name of a simulated user, such as lilei.</param>
/// <param name="NickName">The new nickname, 1 to <see cref="MaxLength"/> characters.</param>
internal sealed record NameRequest(string? User, string? NickName)
{
    /// <summary>The limit of the nickname of a WeChat user is not documented; the console has room for this.</summary>
    public const int MaxLength = 32;

    public string Trimmed => NickName?.Trim() ?? "";

    public bool IsValid => Trimmed.Length is > 0 and <= MaxLength && !Trimmed.Any(char.IsControl);
}
