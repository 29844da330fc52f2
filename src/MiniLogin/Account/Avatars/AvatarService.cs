using Amazon.Runtime;
using Microsoft.Extensions.Logging;
using MiniLogin.Account.Imaging;
using MiniLogin.Apps;
using MiniLogin.Sessions;
using MiniLogin.Users;

namespace MiniLogin.Account.Avatars;

/// <summary>
/// Stores the picture from chooseAvatar, which is only a temporary file on the phone. A user has one picture. The user's row names it,
/// so that only the user's own picture is ever removed, whatever URL the profile contains.
/// </summary>
internal sealed class AvatarService(SessionService sessions, IUserStore users, MiniLoginOptions options, TimeProvider clock, ILogger<AvatarService> log, IAvatarStore? pictures = null)
{
    /// <summary>Maximum size of a picture, in bytes.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>True if avatars are enabled.</summary>
    public bool IsOn => pictures is not null;

    /// <summary>Stores the picture without its metadata, its name in the user's row, and removes the previous picture.</summary>
    /// <exception cref="StoreUnavailableException">The picture and profile may or may not have been written; retrying is safe.</exception>
    /// <exception cref="InvalidOperationException">Avatars are disabled.</exception>
    public async Task<AvatarOutcome> StoreAsync(Session session, ReadOnlyMemory<byte> sent, CancellationToken cancellationToken)
    {
        if (pictures is null)
        {
            throw new InvalidOperationException("AvatarsBucket is not set.");
        }

        if (CheckPicture(sent.Span, out var picture) is { } reason)
        {
            return new AvatarOutcome.Refused(reason);
        }

        if (await sessions.FindUserAsync(session, cancellationToken) is not { } user)
        {
            return new AvatarOutcome.SessionInvalid();
        }

        // Before the picture is stored, so that a refused one leaves nothing behind.
        var now = clock.GetUtcNow();
        if (AvatarUpload.Next(user, now, options.AvatarsPerUserAndDay) is not { } upload)
        {
            return TooMany(session, now);
        }

        var name = AvatarName.New(picture!.Kind, picture.Content.Span);
        ChangedProfile? changed;
        try
        {
            // False if an earlier attempt of this call wrote the picture, but its response was lost.
            await pictures.CreateAsync(name, picture.Content, cancellationToken);
            changed = await users.UpdateProfileAsync(user.Key, new(null, null, name.ToString(), upload), cancellationToken);
        }
        catch (Exception e) when (IsOfAws(e))
        {
            await RemoveUnnamedAsync(user.Key, name, cancellationToken);
            throw;
        }

        if (changed is null)
        {
            var found = await sessions.FindUserAsync(session, cancellationToken);
            if (found?.AvatarName != name.ToString())
            {
                // The user was deleted or reached the limit in the meantime, so nothing else would remove the picture.
                await TryRemoveAsync(name, cancellationToken);
                return found is null ? new AvatarOutcome.SessionInvalid() : TooMany(session, now);
            }

            // The answer to the write was lost, and the repeated write no longer met its condition.
            changed = new(user, found);
        }

        await RemoveReplacedAsync(changed, cancellationToken);
        return new AvatarOutcome.Stored(changed.After);
    }

    /// <summary>Returns the picture, or null if there is none with this name.</summary>
    /// <exception cref="StoreUnavailableException">The picture could not be read.</exception>
    public async Task<StoredAvatar?> FindAsync(string name, CancellationToken cancellationToken) =>
        pictures is not null && AvatarName.Parse(name) is { } parsed && await pictures.FindAsync(parsed, cancellationToken) is { } picture
            ? new(name, parsed.Kind.ContentType, picture)
            : null;

    /// <summary>Removes the user's picture, if there is one.</summary>
    /// <exception cref="StoreUnavailableException">The picture may or may not have been removed; retrying is safe.</exception>
    public Task RemoveAsync(User user, CancellationToken cancellationToken) =>
        StoredName(user) is not { } name ? Task.CompletedTask : pictures is not null ? pictures.RemoveAsync(name, cancellationToken) : TryRemoveAsync(name, cancellationToken);

    /// <summary>Removes the picture that was uploaded while the user was being deleted.</summary>
    /// <param name="user">As read before the deletion.</param>
    internal Task RemoveAddedAsync(User user, User deleted, CancellationToken cancellationToken) =>
        user.AvatarName != deleted.AvatarName && StoredName(deleted) is { } name ? TryRemoveAsync(name, cancellationToken) : Task.CompletedTask;

    /// <summary>Removes the picture that the change replaced.</summary>
    internal Task RemoveReplacedAsync(ChangedProfile changed, CancellationToken cancellationToken) =>
        changed.Before.AvatarName != changed.After.AvatarName && StoredName(changed.Before) is { } name ? TryRemoveAsync(name, cancellationToken) : Task.CompletedTask;

    /// <summary>Removes a picture whose upload failed, unless the row names it: a failed write may have been made.</summary>
    private async Task RemoveUnnamedAsync(UserKey userKey, AvatarName name, CancellationToken cancellationToken)
    {
        try
        {
            if ((await users.FindAsync(userKey, cancellationToken))?.AvatarName != name.ToString())
            {
                await pictures!.RemoveAsync(name, cancellationToken);
            }
        }
        catch (Exception e) when (IsOfAws(e))
        {
            AvatarLog.NotRemoved(log, e);
        }
    }

    /// <summary>Logs failures only, because the profile is already changed.</summary>
    private async Task TryRemoveAsync(AvatarName name, CancellationToken cancellationToken)
    {
        if (pictures is null)
        {
            AvatarLog.NotRemoved(log, null);
            return;
        }

        try
        {
            await pictures.RemoveAsync(name, cancellationToken);
        }
        catch (Exception e) when (IsOfAws(e))
        {
            AvatarLog.NotRemoved(log, e);
        }
    }

    private AvatarOutcome.TooMany TooMany(Session session, DateTimeOffset now)
    {
        AvatarLog.TooMany(log, session.AppId);
        return new(AvatarUpload.UntilTomorrow(now));
    }

    private static bool IsOfAws(Exception e) => e is StoreUnavailableException or AmazonServiceException or OperationCanceledException;

    private static AvatarName? StoredName(User user) => user.AvatarName is null ? null : AvatarName.Parse(user.AvatarName);

    /// <summary>Returns why the picture is rejected, or null if it is accepted.</summary>
    private static string? CheckPicture(ReadOnlySpan<byte> bytes, out Picture? picture)
    {
        picture = null;
        if (bytes.Length > MaxBytes)
        {
            return $"must have at most {MaxBytes} bytes";
        }

        picture = Picture.Recognize(bytes);
        return picture is null ? "must be a JPEG, PNG or WebP picture"
            : picture.Size is { Width: > Picture.MaxSide } or { Height: > Picture.MaxSide } ? $"must have at most {Picture.MaxSide} x {Picture.MaxSide} pixels"
            : picture.Size.DecodedBytes > Picture.MaxDecodedBytes ? $"must have at most {Picture.MaxDecodedBytes} bytes when decoded: 4 per pixel and frame, or 8 with more than 8 bits per color"
            : null;
    }
}

/// <summary>The result of uploading a picture.</summary>
internal abstract record AvatarOutcome
{
    private AvatarOutcome()
    {
    }

    /// <param name="User">After the change.</param>
    public sealed record Stored(User User) : AvatarOutcome;

    /// <param name="Reason">Follows the name of what was sent: "must be a JPEG, PNG or WebP picture".</param>
    public sealed record Refused(string Reason) : AvatarOutcome;

    /// <param name="RetryAfter">Seconds until the user may upload pictures again.</param>
    public sealed record TooMany(int RetryAfter) : AvatarOutcome;

    /// <summary>The user was deleted or blocked, or has ended this session.</summary>
    public sealed record SessionInvalid : AvatarOutcome;
}

/// <summary>A stored picture.</summary>
/// <param name="Name">The name always identifies this content.</param>
/// <param name="ContentType">Determined from the content.</param>
internal sealed record StoredAvatar(string Name, string ContentType, ReadOnlyMemory<byte> Content);

internal static partial class AvatarLog
{
    public static void NotRemoved(ILogger log, Exception? exception) => NotRemoved(log, exception, LogEvents.AvatarNotRemoved);

    // The name of the picture is its address, so it is not logged.
    [LoggerMessage(LogLevel.Warning, "{Event}: a picture may still be public although no user has it any more; to remove such pictures, run minilogin avatars prune")]
    private static partial void NotRemoved(ILogger log, Exception? exception, string @event);

    public static void TooMany(ILogger log, AppId appId) => TooMany(log, LogEvents.TooManyUploads, appId.ToString());

    [LoggerMessage(LogLevel.Warning, "{Event}: app {AppId}")]
    private static partial void TooMany(ILogger log, string @event, string appId);

}
