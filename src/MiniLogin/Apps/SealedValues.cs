using System.Text;
using MiniLogin.Users;

namespace MiniLogin.Apps;

/// <summary>Opens what was sealed with any of an app's data keys, even one that was made since the app was read.</summary>
internal static class SealedValues
{
    /// <summary>The plaintext; null when the key is gone or the seal does not fit this purpose and user.</summary>
    /// <exception cref="StoreUnavailableException">The credentials could not be read or decrypted now.</exception>
    public static async ValueTask<byte[]?> OpenSealAsync(this IAppRegistry apps, App app, string purpose, string userKey, ReadOnlyMemory<byte> @sealed, CancellationToken cancellationToken)
    {
        var credentials = await apps.OpenCredentialsAsync(app, cancellationToken);
        var keyId = KeyId(@sealed.Span);
        if (keyId is not null && !credentials.DataKeys.Any(k => k.Id == keyId))
        {
            credentials = await apps.ReopenCredentialsAsync(app, cancellationToken);
        }

        return UserSeal.Open(credentials.DataKeys, purpose, userKey, @sealed.Span);
    }

    /// <summary>The id of the key, from the layout of <see cref="UserSeal"/>; null when it is not that.</summary>
    public static string? KeyId(ReadOnlySpan<byte> @sealed) =>
        @sealed.Length < 2 || @sealed[0] != 1 || @sealed.Length < 2 + @sealed[1] ? null : Encoding.UTF8.GetString(@sealed.Slice(2, @sealed[1]));
}
