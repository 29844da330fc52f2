using System.Security.Cryptography;
using Amazon.DynamoDBv2;
using MiniLogin.Aws;
using MiniLogin.Secrets;
using MiniLogin.Sessions;
using MiniLogin.Users;

namespace MiniLogin.Account;

/// <summary>
/// Moves what is stored of a user into the row of another openid, after the users of an app have got new openids: profile, picture, phone
/// number, person, block and the time of the first login. session_keys and sessions are of the old app and do not move; the old user's
/// sessions end. Of the old user a tombstone is left, so that the user's data is in one row, which a later deletion removes.
/// Every write is conditional on what was read. The new row is written first; a run that was interrupted is continued by another run.
/// </summary>
internal sealed class UserMove(IAmazonDynamoDB dynamoDB, MiniLoginOptions options, AccountService accounts, UserSessions sessions, TimeProvider clock)
{
    private const int Attempts = 5;

    /// <summary>How long a moved user's tombstone says where the data is: as long as a deletion is kept.</summary>
    private static readonly TimeSpan MarkedFor = DynamoDBDeletionStore.KeptFor;

    private static readonly string[] Carried = [.. UserColumns.Profile, UserColumns.UnionId, UserColumns.PersonId];
    private static readonly string[] OfSource = [.. Carried, UserColumns.AppIdColumn, UserColumns.SealedPhone, UserColumns.Blocked, UserColumns.MovedTo];
    private static readonly string[] OfTarget = [.. OfSource, UserColumns.MovedFrom, UserColumns.ExpiresAt, UserColumns.FirstLoginAt];

    private readonly UserTable _table = new(dynamoDB, options);

    /// <param name="old">The credentials of the old app, whose data keys open the phone number.</param>
    /// <param name="current">The credentials of the new app, which seal it again.</param>
    /// <param name="isDryRun">Only says what would happen.</param>
    /// <exception cref="StoreUnavailableException">The user may be in both rows; retrying is safe.</exception>
    public async Task<MoveOutcome> RunAsync(UserKey from, UserKey to, AppCredentials old, AppCredentials current, bool isDryRun, CancellationToken cancellationToken)
    {
        var isCopied = false;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var source = new MovedRow(from, await _table.ReadRowAsync(from, cancellationToken));
            var target = new MovedRow(to, await _table.ReadRowAsync(to, cancellationToken));
            if (MoveRules.Refuse(source, target) is { } outcome)
            {
                if (outcome is MoveOutcome.AlreadyMoved && !source.IsUser && !isDryRun)
                {
                    await sessions.SweepAsync(from, keptSessionId: null, cancellationToken);
                }

                return outcome;
            }

            if (!source.IsUser)
            {
                // A user who has no account is blocked: so is the new one.
                return new MoveOutcome.Moved(isDryRun ? 0 : (await accounts.BlockAsync(to, cancellationToken)).SessionsEnded);
            }

            // A run that was interrupted has copied the row. What the user has changed in the new app since then stays.
            var isCopy = isCopied || target.Text(UserColumns.MovedFrom) != from.ToString();
            var phone = isCopy ? Phone(source, to, old, current) : null;
            if (isCopy && source.Has(UserColumns.SealedPhone) && phone is null)
            {
                return new MoveOutcome.Collision(MoveOutcome.Old, "has a phone number that cannot be decrypted with the keys of the app");
            }

            if (isDryRun)
            {
                return new MoveOutcome.Moved(0);
            }

            if (isCopy && !await _table.TryWriteAsync(to, Copy(source, target, phone), cancellationToken))
            {
                continue;
            }

            isCopied |= isCopy;
            if (await _table.TryWriteAsync(from, Erase(source, to), cancellationToken))
            {
                var ended = await sessions.SweepAsync(from, keptSessionId: null, cancellationToken);
                return new MoveOutcome.Moved(ended + (source.IsBlocked && target.IsUser ? await sessions.SweepAsync(to, keptSessionId: null, cancellationToken) : 0));
            }
        }

        return new MoveOutcome.Collision(MoveOutcome.Old, "changes too often; run the command again");
    }

    private static RowChange Copy(MovedRow source, MovedRow target, StoredPhone? phone)
    {
        var change = new RowChange();
        change.Set(UserColumns.AppIdColumn, new(target.Key.AppId.ToString()));
        change.Set(UserColumns.OpenId, new(target.Key.OpenId));
        change.Set(UserColumns.MovedFrom, new(source.Key.ToString()));
        foreach (var column in Carried.Where(source.Has))
        {
            // WeChat may have given another unionid in the new app. It is the right one there.
            if (column != UserColumns.UnionId || !target.Has(column))
            {
                change.Set(column, source[column]);
            }
        }

        if (!target.IsUser)
        {
            change.Set(UserColumns.LastLoginAt, source[UserColumns.LastLoginAt]);
            change.Set(UserColumns.LoginCount, source[UserColumns.LoginCount]);
        }

        if (!target.IsUser || ItemValue.ToLong(source[UserColumns.FirstLoginAt]) < ItemValue.ToLong(target[UserColumns.FirstLoginAt]))
        {
            change.Set(UserColumns.FirstLoginAt, source[UserColumns.FirstLoginAt]);
        }

        if (phone is not null)
        {
            change.Set(UserColumns.SealedPhone, ItemValue.From(phone.Sealed));
        }

        if (phone?.Hash is { } hash)
        {
            change.Set(UserColumns.PhoneHash, new(hash));
        }

        if (source.IsBlocked)
        {
            change.Set(UserColumns.Blocked, new() { BOOL = true });
            change.Set(UserColumns.SecurityStamp, DynamoDBUserStore.NewStamp());
            change.Remove(UserColumns.KeptSessionId);
        }

        change.Remove(UserColumns.ExpiresAt);
        change.Remove(UserColumns.MovedTo);
        change.IsAsRead(target.Row, OfTarget);
        return change;
    }

    private RowChange Erase(MovedRow source, UserKey to)
    {
        var change = new RowChange();
        change.Set(UserColumns.MovedTo, new(to.ToString()));
        if (!source.IsBlocked)
        {
            change.Set(UserColumns.ExpiresAt, ItemValue.From(clock.GetUtcNow() + MarkedFor));
        }

        foreach (var column in UserColumns.Erased.Except([UserColumns.MovedTo]))
        {
            change.Remove(column);
        }

        change.IsAsRead(source.Row, OfSource);
        return change;
    }

    /// <summary>Returns the phone number, sealed and hashed for the new user. Null if there is none, or it cannot be decrypted.</summary>
    private StoredPhone? Phone(MovedRow source, UserKey to, AppCredentials old, AppCredentials current)
    {
        if (!source.Has(UserColumns.SealedPhone) || UserSeal.Open(old.DataKeys, UserSeal.PhonePurpose, source.Key.ToString(), source[UserColumns.SealedPhone].B.ToArray()) is not { } json)
        {
            return null;
        }

        var hash = BoundPhone.HashOf(json, current.PhoneKey);
        var @sealed = UserSeal.Seal(current.CurrentDataKey(clock.GetUtcNow()), UserSeal.PhonePurpose, to.ToString(), json);
        CryptographicOperations.ZeroMemory(json);
        return new(@sealed, hash, CodeHash: null);
    }
}

/// <summary>The result of moving a user.</summary>
internal abstract record MoveOutcome
{
    /// <summary>The name of the old user's column in the file.</summary>
    public const string Old = "oldOpenid";

    /// <summary>The name of the new user's column in the file.</summary>
    public const string New = "newOpenid";

    private MoveOutcome()
    {
    }

    /// <param name="SessionsEnded">The live sessions of the old user; those of the new user if the user is blocked.</param>
    public sealed record Moved(int SessionsEnded) : MoveOutcome;

    public sealed record AlreadyMoved : MoveOutcome;

    /// <summary>There is nothing to move.</summary>
    /// <param name="Reason">Follows the column's name: "has no user".</param>
    public sealed record Nothing(string Field, string Reason) : MoveOutcome;

    /// <summary>Moving would overwrite something, or bring back what was deleted. Nothing was changed.</summary>
    /// <param name="Reason">Follows the column's name: "was deleted".</param>
    public sealed record Collision(string Field, string Reason) : MoveOutcome;
}
