using MiniLogin.Avatars;
using MiniLogin.Sessions;

namespace MiniLogin.Users;

/// <summary>What the user calls themselves, told by the user.</summary>
public sealed class ProfileService
{
    private readonly IUserStore _users;
    private readonly AvatarService _avatars;

    internal ProfileService(IUserStore users, AvatarService avatars)
    {
        _users = users;
        _avatars = avatars;
    }

    /// <summary>Changes what is not null. A stored picture that the new address does not show is removed.</summary>
    /// <exception cref="StoreUnavailableException">Nothing is known of the write; changing it again is safe.</exception>
    public async Task<ProfileOutcome> UpdateAsync(Session session, string? nickName, string? avatarUrl, CancellationToken cancellationToken)
    {
        if (nickName is not null && ProfileLimits.CheckNickName(nickName) is { } badName)
        {
            return new ProfileOutcome.RequestInvalid("nickName", badName);
        }

        if (await _users.FindOwnerAsync(session, cancellationToken) is not { } user)
        {
            return new ProfileOutcome.SessionInvalid();
        }

        // Sending back the address that the upload gave changes nothing; on the developer's own machine it is http.
        var isOwn = avatarUrl is not null && avatarUrl == user.Profile?.AvatarUrl;
        if (avatarUrl is not null && !isOwn && ProfileLimits.CheckAvatarUrl(avatarUrl) is { } badUrl)
        {
            return new ProfileOutcome.RequestInvalid("avatarUrl", badUrl);
        }

        if (await _users.UpdateProfileAsync(user.UserKey, new(nickName, isOwn ? null : avatarUrl), cancellationToken) is not { } changed)
        {
            return new ProfileOutcome.SessionInvalid();
        }

        await _avatars.RemoveReplacedAsync(changed, cancellationToken);
        return new ProfileOutcome.Updated(changed.After);
    }
}
