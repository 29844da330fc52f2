using MiniLogin.Account;
using MiniLogin.Account.Avatars;
using MiniLogin.Apps;
using MiniLogin.Cli.Apps;
using MiniLogin.Users;

namespace MiniLogin.Cli.Users;

/// <summary>What an operator does with users. It neither asks nor prints: the command and the console do.</summary>
/// <exception cref="StoreUnavailableException">From every method. A change may have been made in part; retrying is safe.</exception>
internal sealed class UserOperations(IUserStore users, AccountService accounts, AvatarService avatars, AppTable apps, AppVault vault, MiniLoginOptions options)
{
    /// <summary>Returns null if there is no such user.</summary>
    public async Task<UserDocument?> ShowAsync(UserKey key, CancellationToken cancellationToken) =>
        await users.FindAsync(key, cancellationToken) is { } user ? UserDocument.From(user.ShownAt(options.PublicUrl.TrimEnd('/'))) : null;

    /// <summary>A list that is still to be read.</summary>
    public UserList List(UserFilter filter, int limit, UserKey? after) => new(users, filter, limit, after);

    public async Task<UserKeysDocument> FindByUnionIdAsync(string unionId, CancellationToken cancellationToken) =>
        new(unionId, ToTexts(await users.FindKeysByUnionIdAsync(unionId, cancellationToken)));

    /// <summary>Each app has a phone key of its own, so the hash of a number is another one in each app.</summary>
    public async Task<FoundByPhone> FindByPhoneAsync(string digits, CancellationToken cancellationToken)
    {
        var found = new List<UserKey>();
        var withoutKey = new List<AppId>();
        foreach (var row in await apps.ListAsync(cancellationToken))
        {
            if ((await vault.DecryptAsync(row, cancellationToken)).Credentials.PhoneKey is { } key)
            {
                found.AddRange(await users.FindKeysByPhoneAsync(key.Hash(digits), cancellationToken));
            }
            else
            {
                withoutKey.Add(row.App.AppId);
            }
        }

        return new(new(null, ToTexts(found)), withoutKey);
    }

    public async Task<BlockedDocument> BlockAsync(UserKey key, CancellationToken cancellationToken)
    {
        var block = await accounts.BlockAsync(key, cancellationToken);
        return new(key.ToString(), true, block.HasAccount, block.SessionsEnded);
    }

    /// <summary>Returns null if there is no such user.</summary>
    public async Task<BlockedDocument?> UnblockAsync(UserKey key, CancellationToken cancellationToken) =>
        await users.UnblockAsync(key, cancellationToken) ? new(key.ToString(), false, null, 0) : null;

    /// <summary>Returns the user's picture if a deletion could not remove it, because the bucket is not known; otherwise null.</summary>
    public async Task<string?> FindPictureOutOfReachAsync(UserKey key, CancellationToken cancellationToken) =>
        avatars.IsOn ? null : (await users.FindAsync(key, cancellationToken))?.AvatarName;

    /// <summary>Returns null if there is no such user, and no session of one.</summary>
    public async Task<DeletedDocument?> DeleteAsync(UserKey key, CancellationToken cancellationToken) =>
        await accounts.DeleteAsync(key, cancellationToken) is var deletion && (deletion.WasUser || deletion.SessionsEnded > 0)
            ? new(key.ToString(), deletion.WasUser, deletion.SessionsEnded)
            : null;

    private static string[] ToTexts(IEnumerable<UserKey> keys) => [.. keys.Select(key => key.ToString())];
}

/// <param name="WithoutKey">The apps that were not searched, because they have no phone key yet.</param>
internal sealed record FoundByPhone(UserKeysDocument Users, IReadOnlyList<AppId> WithoutKey);
