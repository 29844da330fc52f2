using Amazon.DynamoDBv2.Model;
using MiniLogin.Users;

namespace MiniLogin.Account;

/// <summary>The row of a user who is moved, or is moved to.</summary>
/// <param name="Row">May be a tombstone; null if there is none.</param>
internal sealed record MovedRow(UserKey Key, Dictionary<string, AttributeValue>? Row)
{
    public bool IsUser => Row is not null && UserColumns.IsUser(Row);

    public bool IsBlocked => Row is not null && UserColumns.IsBlocked(Row);

    /// <summary>Whether the user was deleted less than a day ago, or DynamoDB has not yet removed the tombstone.</summary>
    public bool IsDeleted => Row is not null && !IsUser && !IsBlocked && Text(UserColumns.MovedTo) is null;

    public AttributeValue this[string column] => Row![column];

    public bool Has(string column) => Row?.ContainsKey(column) == true;

    public string? Text(string column) => Row is not null && Row.TryGetValue(column, out var value) ? value.S : null;
}

/// <summary>When a user is not moved. Nothing that a new user has is overwritten, and nobody who was deleted comes back.</summary>
internal static class MoveRules
{
    /// <summary>Returns why nothing is moved, or null if the user can be moved.</summary>
    public static MoveOutcome? Refuse(MovedRow source, MovedRow target)
    {
        var movedTo = source.Text(UserColumns.MovedTo);
        if (target.Text(UserColumns.MovedFrom) == source.Key.ToString())
        {
            return source.IsUser && movedTo is null ? null : new MoveOutcome.AlreadyMoved();
        }

        if (movedTo is not null)
        {
            return movedTo == target.Key.ToString()
                ? new MoveOutcome.Nothing(MoveOutcome.New, "was deleted after the move")
                : new MoveOutcome.Collision(MoveOutcome.Old, "was moved to another user before");
        }

        return source switch
        {
            { IsUser: true } => target.IsUser ? RefuseUser(source, target) : RefuseTombstone(source, target),
            { IsBlocked: true } => target.IsBlocked ? new MoveOutcome.AlreadyMoved() : null,
            { IsDeleted: true } => new MoveOutcome.Nothing(MoveOutcome.Old, "was deleted"),
            _ => new MoveOutcome.Nothing(MoveOutcome.Old, "has no user"),
        };
    }

    private static MoveOutcome.Collision? RefuseTombstone(MovedRow source, MovedRow target) => target switch
    {
        { IsBlocked: true } when !source.IsBlocked => new MoveOutcome.Collision(MoveOutcome.New, "is blocked"),
        { IsDeleted: true } => new MoveOutcome.Collision(MoveOutcome.New, "was deleted"),
        _ when target.Text(UserColumns.MovedTo) is { } movedTo && movedTo != source.Key.ToString() => new MoveOutcome.Collision(MoveOutcome.New, "was moved to another user before"),
        _ => null,
    };

    private static MoveOutcome.Collision? RefuseUser(MovedRow source, MovedRow target)
    {
        if (target.Has(UserColumns.MovedFrom))
        {
            return new MoveOutcome.Collision(MoveOutcome.New, "has the data of another old user already");
        }

        if (target.IsBlocked && !source.IsBlocked)
        {
            return new MoveOutcome.Collision(MoveOutcome.New, "is blocked");
        }

        string[] own =
        [
            .. UserColumns.Profile.Any(target.Has) ? ["a profile"] : Array.Empty<string>(),
            .. target.Has(UserColumns.SealedPhone) ? ["a phone number"] : Array.Empty<string>(),
            .. target.Text(UserColumns.PersonId) is { } person && source.Text(UserColumns.PersonId) is { } old && person != old ? ["a person"] : Array.Empty<string>(),
        ];
        return own.Length > 0 ? new MoveOutcome.Collision(MoveOutcome.New, $"has data of its own: {string.Join(", ", own)}") : null;
    }
}
