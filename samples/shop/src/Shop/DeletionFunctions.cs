using Amazon.Lambda.Annotations;

namespace Shop;

/// <summary>The event of MiniLogin's stream of deletions: one record for each deleted user.</summary>
public sealed record DeletionEvent(IReadOnlyList<DeletionRecord> Records);

public sealed record DeletionRecord(Deletion Dynamodb);

/// <summary><paramref name="ApproximateCreationDateTime"/> is when the user was deleted, in seconds since 1970.</summary>
public sealed record Deletion(double ApproximateCreationDateTime, DeletedUser Keys);

public sealed record DeletedUser(StringValue UserKey);

/// <summary>A string as DynamoDB writes it.</summary>
public sealed record StringValue(string S);

/// <summary>
/// Removes what this app stores of a user who has deleted the account. Lambda calls a function again until it succeeds, and may
/// deliver a record twice, so orders that the same person created after a new login are kept.
/// </summary>
public sealed class DeletionFunctions(OrderStore orders)
{
    [LambdaFunction(ResourceName = nameof(RemoveDeletedUsers))]
    public async Task RemoveDeletedUsers(DeletionEvent deletions)
    {
        foreach (var deletion in deletions.Records.Select(record => record.Dynamodb))
        {
            await orders.RemoveAllAsync(deletion.Keys.UserKey.S, DateTimeOffset.FromUnixTimeSeconds((long)deletion.ApproximateCreationDateTime));
        }
    }
}
