namespace MiniLogin.Apps;

/// <summary>An access_token as it lies in the store: under the app's data key.</summary>
internal sealed record SealedAccessToken(byte[] Bytes, DateTimeOffset ExpiresAt);
