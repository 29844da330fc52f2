using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using MiniLogin.Aws;

namespace MiniLogin.Users;

/// <summary>Reads and updates rows of the Users table.</summary>
internal sealed class UserTable(IAmazonDynamoDB dynamoDB, MiniLoginOptions options)
{
    /// <summary>Returns the row of a user, or null if there is none or only a tombstone. The read is consistent.</summary>
    public async Task<Dictionary<string, AttributeValue>?> ReadAsync(UserKey userKey, CancellationToken cancellationToken) =>
        await ReadRowAsync(userKey, cancellationToken) is { } item && UserColumns.IsUser(item) ? item : null;

    /// <summary>Returns the row, which may be a tombstone, or null if there is none. The read is consistent.</summary>
    public async Task<Dictionary<string, AttributeValue>?> ReadRowAsync(UserKey userKey, CancellationToken cancellationToken)
    {
        var request = new GetItemRequest
        {
            TableName = options.UsersTable,
            Key = KeyOf(userKey),
            ConsistentRead = true,
        };
        var item = (await AwsCall.RunAsync(dynamoDB.GetItemAsync(request, cancellationToken))).Item;
        return item is { Count: > 0 } ? item : null;
    }

    /// <summary>Returns the user after the update, or before it for ALL_OLD. Returns null if the condition does not hold.</summary>
    public async Task<User?> UpdateAsync(UserKey userKey, string update, string condition, Dictionary<string, AttributeValue>? values, Dictionary<string, string> names, CancellationToken cancellationToken, ReturnValue? returns = null)
    {
        try
        {
            return await WriteAsync(userKey, update, condition, values, names, cancellationToken, returns);
        }
        catch (ConditionalCheckFailedException)
        {
            return null;
        }
    }

    /// <summary>Returns the user after the update, or before it for ALL_OLD.</summary>
    /// <exception cref="ConditionalCheckFailedException">The condition does not hold. Has the row.</exception>
    public async Task<User> WriteAsync(UserKey userKey, string update, string condition, Dictionary<string, AttributeValue>? values, Dictionary<string, string> names, CancellationToken cancellationToken, ReturnValue? returns = null)
    {
        var request = Request(userKey, update, condition, values);
        request.ExpressionAttributeNames = names.Count > 0 ? names : null;
        request.ReturnValues = returns ?? ReturnValue.ALL_NEW;
        request.ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD;
        return UserColumns.ToUser((await AwsCall.RunAsync(dynamoDB.UpdateItemAsync(request, cancellationToken))).Attributes);
    }

    /// <summary>Returns false if the condition does not hold.</summary>
    public Task<bool> TryWriteAsync(UserKey userKey, string update, string condition, Dictionary<string, AttributeValue> values, CancellationToken cancellationToken) =>
        AwsCall.TryWriteAsync(dynamoDB.UpdateItemAsync(Request(userKey, update, condition, values), cancellationToken));

    /// <summary>Returns false if the row is no longer as it was read.</summary>
    public Task<bool> TryWriteAsync(UserKey userKey, RowChange change, CancellationToken cancellationToken)
    {
        var request = Request(userKey, change.Update, change.Condition, change.Values);
        request.ExpressionAttributeNames = change.Names;
        return AwsCall.TryWriteAsync(dynamoDB.UpdateItemAsync(request, cancellationToken));
    }

    private UpdateItemRequest Request(UserKey userKey, string update, string condition, Dictionary<string, AttributeValue>? values) => new()
    {
        TableName = options.UsersTable,
        Key = KeyOf(userKey),
        UpdateExpression = update,
        ConditionExpression = condition,
        ExpressionAttributeValues = values,
    };

    public static Dictionary<string, AttributeValue> KeyOf(UserKey userKey) => new() { [UserColumns.UserKeyColumn] = new(userKey.ToString()) };
}

/// <summary>A change of a row that is only made if certain columns are still as they were read.</summary>
internal sealed class RowChange
{
    private readonly List<string> _set = [];
    private readonly List<string> _removed = [];
    private readonly List<string> _conditions = [];

    public Dictionary<string, string> Names { get; } = [];

    public Dictionary<string, AttributeValue> Values { get; } = [];

    public string Update => $"SET {string.Join(", ", _set)}" + (_removed.Count > 0 ? $" REMOVE {string.Join(", ", _removed)}" : "");

    public string Condition => string.Join(" AND ", _conditions);

    public void Set(string column, AttributeValue value)
    {
        _set.Add($"{Name(column)} = :{column}");
        Values[$":{column}"] = value;
    }

    public void Remove(string column) => _removed.Add(Name(column));

    /// <param name="row">Null if there was no row.</param>
    public void IsAsRead(Dictionary<string, AttributeValue>? row, IEnumerable<string> columns)
    {
        foreach (var column in columns)
        {
            if (row is not null && row.TryGetValue(column, out var value))
            {
                _conditions.Add($"{Name(column)} = :{column}AsRead");
                Values[$":{column}AsRead"] = value;
            }
            else
            {
                _conditions.Add($"attribute_not_exists({Name(column)})");
            }
        }
    }

    // Some columns are reserved words of DynamoDB.
    private string Name(string column)
    {
        Names[$"#{column}"] = column;
        return $"#{column}";
    }
}
