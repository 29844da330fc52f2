namespace MiniLogin.Users;

/// <summary>A user as another server knew them. What is null was not known there.</summary>
internal sealed record ImportedUser(string AppId, string OpenId, string? UnionId, UserProfile? Profile, DateTimeOffset FirstLoginAt, DateTimeOffset LastLoginAt);
