namespace MiniLogin.Avatars;

/// <summary>A picture as it was sent.</summary>
/// <param name="Name">Names this content and never another.</param>
/// <param name="ContentType">By the content.</param>
public sealed record StoredAvatar(string Name, string ContentType, ReadOnlyMemory<byte> Content);
