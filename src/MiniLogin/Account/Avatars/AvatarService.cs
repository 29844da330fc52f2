using Amazon.Runtime;
using Microsoft.Extensions.Logging;
using MiniLogin.Account.Imaging;
using MiniLogin.Sessions;
using MiniLogin.Users;

namespace MiniLogin.Account.Avatars;

/// <summary>
/// Keeps the picture that chooseAvatar gives, which is only a temporary file on the phone. A user has one; the user's row says
/// which, so that what is removed is always their own, whatever address their profile names.
/// </summary>
internal sealed class AvatarService(SessionService sessions, IUserStore users, ILogger<AvatarService> log, IAvatarStore? pictures = null)
{
    /// <summary>The most that a picture may have.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>Whether pictures are kept here at all.</summary>
    public bool IsOn => pictures is not null;

    /// <summary>Keeps what is shown of the picture, without the place it was taken at and the like; names it in the user's profile, and removes the one before.</summary>
    /// <param name="servedAt">The address below which it will be served: a name is appended.</param>
    /// <exception cref="StoreUnavailableException">Nothing is known of the writes; sending it again is safe.</exception>
    /// <exception cref="InvalidOperationException">Pictures are not kept here.</exception>
    public async Task<AvatarOutcome> StoreAsync(Session session, ReadOnlyMemory<byte> sent, string servedAt, CancellationToken cancellationToken)
    {
        if (pictures is null)
        {
            throw new InvalidOperationException("There is no AvatarsBucket.");
        }

        if (Refuse(sent.Span, out var picture) is { } reason)
        {
            return new AvatarOutcome.Refused(reason);
        }

        if (await sessions.FindUserAsync(session, cancellationToken) is not { } user)
        {
            return new AvatarOutcome.SessionInvalid();
        }

        var name = AvatarName.New(picture!.Kind, picture.Content.Span);
        // False when an attempt of this very call had written it, though its answer was lost.
        await pictures.CreateAsync(name, picture.Content, cancellationToken);
        var url = $"{servedAt}{name}";
        if (await users.UpdateProfileAsync(user.Key, new(null, url, name.ToString()), cancellationToken) is not { } changed)
        {
            // The user has been deleted meanwhile: nobody else would remove it.
            await TryRemoveAsync(name, cancellationToken);
            return new AvatarOutcome.SessionInvalid();
        }

        await RemoveReplacedAsync(changed, cancellationToken);
        return new AvatarOutcome.Stored(url);
    }

    /// <summary>The picture; null when there is none of this name.</summary>
    /// <exception cref="StoreUnavailableException">It could not be read.</exception>
    public async Task<StoredAvatar?> FindAsync(string name, CancellationToken cancellationToken) =>
        pictures is not null && AvatarName.Parse(name) is { } parsed && await pictures.FindAsync(parsed, cancellationToken) is { } picture
            ? new(name, parsed.Kind.ContentType, picture)
            : null;

    /// <summary>Removes the user's picture, if there is one.</summary>
    /// <exception cref="StoreUnavailableException">Nothing is known of it; removing it again is safe.</exception>
    public Task RemoveAsync(User user, CancellationToken cancellationToken) =>
        Own(user) is not { } name ? Task.CompletedTask : pictures is not null ? pictures.RemoveAsync(name, cancellationToken) : TryRemoveAsync(name, cancellationToken);

    /// <summary>Removes the picture that the user had before and has no more.</summary>
    internal Task RemoveReplacedAsync(ChangedProfile changed, CancellationToken cancellationToken) =>
        changed.Before.AvatarName != changed.After.AvatarName && Own(changed.Before) is { } name ? TryRemoveAsync(name, cancellationToken) : Task.CompletedTask;

    /// <summary>The change of the profile stands, whatever becomes of the old picture.</summary>
    private async Task TryRemoveAsync(AvatarName name, CancellationToken cancellationToken)
    {
        if (pictures is null)
        {
            AvatarLog.NotRemoved(log, null, name);
            return;
        }

        try
        {
            await pictures.RemoveAsync(name, cancellationToken);
        }
        catch (Exception e) when (e is StoreUnavailableException or AmazonServiceException)
        {
            AvatarLog.NotRemoved(log, e, name);
        }
    }

    private static AvatarName? Own(User user) => user.AvatarName is null ? null : AvatarName.Parse(user.AvatarName);

    /// <summary>Why it is refused; null when it is not.</summary>
    private static string? Refuse(ReadOnlySpan<byte> bytes, out Picture? picture)
    {
        picture = null;
        if (bytes.Length > MaxBytes)
        {
            return $"must have at most {MaxBytes} bytes";
        }

        picture = Picture.Recognize(bytes);
        return picture is null ? "must be a JPEG, PNG or WebP picture"
            : !picture.FitsInto(Picture.MaxSide) ? $"must have at most {Picture.MaxSide} x {Picture.MaxSide} pixels"
            : null;
    }
}

/// <summary>What became of a picture that was sent.</summary>
internal abstract record AvatarOutcome
{
    private AvatarOutcome()
    {
    }

    /// <param name="Url">Where it is served; the user's profile has it.</param>
    public sealed record Stored(string Url) : AvatarOutcome;

    /// <param name="Reason">Follows the name of what was sent: "must be a JPEG, PNG or WebP picture".</param>
    public sealed record Refused(string Reason) : AvatarOutcome;

    /// <summary>The user was deleted or blocked, or has ended this session.</summary>
    public sealed record SessionInvalid : AvatarOutcome;
}

/// <summary>A picture as it was sent.</summary>
/// <param name="Name">Names this content and never another.</param>
/// <param name="ContentType">By the content.</param>
internal sealed record StoredAvatar(string Name, string ContentType, ReadOnlyMemory<byte> Content);

internal static partial class AvatarLog
{
    public static void NotRemoved(ILogger log, Exception? exception, AvatarName name) => NotRemoved(log, exception, LogEvents.AvatarNotRemoved, name.ToString());

    [LoggerMessage(LogLevel.Warning, "{Event}: avatars/{AvatarName} stays, though no user has it any more")]
    private static partial void NotRemoved(ILogger log, Exception? exception, string @event, string avatarName);
}
