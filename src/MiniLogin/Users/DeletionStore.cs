using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using MiniLogin.Aws;

namespace MiniLogin.Users;

/// <summary>
/// Reads and writes the Deletions table, which has a row for each user who was deleted in the last 40 days. Its stream tells apps of
/// deletions, and after a restore of the Users table an operator repeats the deletions in it.
/// </summary>
/// <exception cref="StoreUnavailableException">From every method. A write may or may not have been made.</exception>
internal interface IDeletionStore
{
    /// <summary>
    /// Records that a user is being deleted, before the user's row goes. The recorded time never goes back. If it is already this time or
    /// later, a second is added to it: every call changes the row, because only a change reaches the stream.
    /// </summary>
    Task RecordAsync(UserKey userKey, DateTimeOffset deletedAt, CancellationToken cancellationToken);

    /// <summary>Reads a page of the table and returns the deletions in it, in no order. The read is consistent.</summary>
    /// <param name="since">Leaves out earlier deletions.</param>
    /// <param name="after">The last row of the page before; null for the first page.</param>
    /// <param name="limit">How many rows to read, 1 to <see cref="UserPage.MaxRows"/>.</param>
    Task<DeletionPage> ListAsync(DateTimeOffset since, UserKey? after, int limit, CancellationToken cancellationToken);
}

/// <param name="DeletedAt">When the deletion began, with a precision of a second.</param>
internal sealed record RecordedDeletion(UserKey Key, DateTimeOffset DeletedAt);

/// <summary>A page of the Deletions table.</summary>
/// <param name="RowsRead">The rows read, also those that are left out.</param>
/// <param name="Next">The position after the page; null at the end. A page may be empty and still have a next page.</param>
internal sealed record DeletionPage(IReadOnlyList<RecordedDeletion> Deletions, int RowsRead, UserKey? Next);

/// <summary>Stores deletions in DynamoDB: <c>userKey</c>, <c>deletedAt</c> and <c>expiresAt</c>, which is the TTL attribute.</summary>
internal sealed class DynamoDBDeletionStore(IAmazonDynamoDB dynamoDB, MiniLoginOptions options) : IDeletionStore
{
    /// <summary>Longer than point-in-time recovery reaches, which is 35 days, so that whatever a restore brings back is deleted again.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(40);

    public static readonly TableSchema Schema = new(new(UserColumns.UserKeyColumn, ScalarAttributeType.S), ExpiresAt, HasStream: true);

    private const string DeletedAt = "deletedAt";
    private const string ExpiresAt = "expiresAt";
    private const int Attempts = 3;

    private const string Record = "SET deletedAt = :deletedAt, expiresAt = :expiresAt";
    private const string IsLater = "attribute_not_exists(userKey) OR deletedAt < :deletedAt";
    private const string RecordAgain = "SET deletedAt = deletedAt + :second, expiresAt = expiresAt + :second";
    private const string IsNotLater = "deletedAt >= :deletedAt";

    public async Task RecordAsync(UserKey userKey, DateTimeOffset deletedAt, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await UpdateAsync(Record, IsLater, new() { [":deletedAt"] = ItemValue.From(deletedAt), [":expiresAt"] = ItemValue.From(deletedAt + KeptFor) })
                || await UpdateAsync(RecordAgain, IsNotLater, new() { [":deletedAt"] = ItemValue.From(deletedAt), [":second"] = ItemValue.From(1) }))
            {
                return;
            }
        }

        throw new StoreUnavailableException("The deletion changed during the call.");

        Task<bool> UpdateAsync(string update, string condition, Dictionary<string, AttributeValue> values) => AwsCall.TryWriteAsync(dynamoDB.UpdateItemAsync(
            new UpdateItemRequest
            {
                TableName = options.DeletionsTable,
                Key = new() { [UserColumns.UserKeyColumn] = new(userKey.ToString()) },
                UpdateExpression = update,
                ConditionExpression = condition,
                ExpressionAttributeValues = values,
            },
            cancellationToken));
    }

    public async Task<DeletionPage> ListAsync(DateTimeOffset since, UserKey? after, int limit, CancellationToken cancellationToken)
    {
        var request = new ScanRequest
        {
            TableName = options.DeletionsTable,
            Limit = limit,
            FilterExpression = "deletedAt >= :since",
            ExpressionAttributeValues = new() { [":since"] = ItemValue.From(since) },
            ExclusiveStartKey = after is null ? null : new() { [UserColumns.UserKeyColumn] = new(after.ToString()) },
            ConsistentRead = true,
        };
        var page = await AwsCall.RunAsync(dynamoDB.ScanAsync(request, cancellationToken));
        return new(
            [.. page.Items.Select(item => new RecordedDeletion(UserColumns.ToKey(item), ItemValue.ToTime(item[DeletedAt])))],
            page.ScannedCount ?? 0,
            page.LastEvaluatedKey is { Count: > 0 } last ? UserColumns.ToKey(last) : null);
    }
}
