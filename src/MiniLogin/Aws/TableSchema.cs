using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace MiniLogin.Aws;

/// <summary>The key, indexes, TTL and stream of a table. Used by the local tables, the doctor and the test of template.yaml.</summary>
/// <param name="TtlAttribute">The attribute with the time after which DynamoDB removes a row; null if rows are never removed.</param>
/// <param name="HasStream">Whether the table has a stream of keys. A local table has none.</param>
internal sealed record TableSchema(KeyAttribute Key, string? TtlAttribute = null, bool HasStream = false, params IReadOnlyList<TableIndex> Indexes)
{
    /// <summary>Returns the request that creates the table, without a stream. TTL needs a separate call.</summary>
    public CreateTableRequest ToRequest(string tableName) => new()
    {
        TableName = tableName,
        BillingMode = BillingMode.PAY_PER_REQUEST,
        AttributeDefinitions = [.. new[] { Key }.Concat(Indexes.SelectMany(index => index.Keys)).Select(key => new AttributeDefinition(key.Name, key.Type))],
        KeySchema = ToSchema([Key]),
        GlobalSecondaryIndexes = Indexes.Count == 0 ? null :
        [
            .. Indexes.Select(index => new GlobalSecondaryIndex
            {
                IndexName = index.Name,
                KeySchema = ToSchema(index.Keys),
                Projection = index.Projected.Count == 0
                    ? new() { ProjectionType = ProjectionType.KEYS_ONLY }
                    : new() { ProjectionType = ProjectionType.INCLUDE, NonKeyAttributes = [.. index.Projected] },
            }),
        ],
    };

    private static List<KeySchemaElement> ToSchema(IReadOnlyList<KeyAttribute> keys) =>
        [.. keys.Select((key, i) => new KeySchemaElement(key.Name, i == 0 ? KeyType.HASH : KeyType.RANGE))];
}

/// <param name="Type"><c>S</c> for text, <c>N</c> for a number.</param>
internal sealed record KeyAttribute(string Name, ScalarAttributeType Type);

/// <param name="Keys">The partition key, then the sort key if there is one.</param>
/// <param name="Projected">The attributes that the index contains besides keys.</param>
internal sealed record TableIndex(string Name, IReadOnlyList<KeyAttribute> Keys, IReadOnlyList<string> Projected);
