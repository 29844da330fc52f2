namespace MiniLogin.Apps;

/// <summary>What an app keeps secret. Of each list the first key is current, the others only read what they once made.</summary>
public sealed class AppCredentials
{
    /// <exception cref="ArgumentException">The secret is empty or a list of keys is.</exception>
    public AppCredentials(string appSecret, IReadOnlyList<SecretKey> tokenKeys, IReadOnlyList<SecretKey> dataKeys)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(appSecret);
        if (tokenKeys.Count == 0 || dataKeys.Count == 0)
        {
            throw new ArgumentException("At least one token key and one data key are needed.");
        }

        AppSecret = appSecret;
        TokenKeys = tokenKeys;
        DataKeys = dataKeys;
    }

    internal string AppSecret { get; }

    internal IReadOnlyList<SecretKey> TokenKeys { get; }

    internal IReadOnlyList<SecretKey> DataKeys { get; }
}
