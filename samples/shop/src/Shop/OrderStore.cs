using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Shop;

/// <summary>The table Orders. Its key is userKey and orderId, so a request can reach only the orders of its own user.</summary>
public sealed class OrderStore(IAmazonDynamoDB dynamoDB, string table)
{
    /// <summary>Orders that are removed in parallel.</summary>
    private const int Batch = 25;

    /// <summary>Returns the orders in descending order of their ids, beginning after the given id. Costs one Query.</summary>
    public async Task<OrderPage> ListAsync(string userKey, int limit, string? after)
    {
        var values = new Dictionary<string, AttributeValue> { [":userKey"] = new(userKey) };
        if (after is not null)
        {
            values[":after"] = new(after);
        }

        var answer = await dynamoDB.QueryAsync(new QueryRequest
        {
            TableName = table,
            KeyConditionExpression = after is null ? "userKey = :userKey" : "userKey = :userKey AND orderId < :after",
            ExpressionAttributeValues = values,
            ScanIndexForward = false,
            ConsistentRead = true,
            // One more, to know whether there is another page.
            Limit = limit + 1,
        });
        var orders = answer.Items.Take(limit).Select(ToOrder).ToList();
        return new OrderPage(orders, answer.Items.Count > limit ? orders[^1].Id : null);
    }

    /// <summary>Stores an order if its id is free. Returns the order that has the id now; null if that one was removed meanwhile.</summary>
    public async Task<Order?> AddAsync(string userKey, Order order)
    {
        try
        {
            await dynamoDB.PutItemAsync(new PutItemRequest
            {
                TableName = table,
                Item = new Dictionary<string, AttributeValue>(Key(userKey, order.Id))
                {
                    ["title"] = new(order.Title),
                    ["quantity"] = Number(order.Quantity),
                    ["createdAt"] = Number(order.CreatedAt.ToUnixTimeSeconds()),
                },
                ConditionExpression = "attribute_not_exists(orderId)",
            });
            return order;
        }
        catch (ConditionalCheckFailedException)
        {
            var answer = await dynamoDB.GetItemAsync(new GetItemRequest { TableName = table, Key = Key(userKey, order.Id), ConsistentRead = true });
            return answer.IsItemSet ? ToOrder(answer.Item) : null;
        }
    }

    /// <summary>Removes an order. Returns false if the user has none with this id.</summary>
    public async Task<bool> RemoveAsync(string userKey, string id)
    {
        try
        {
            await dynamoDB.DeleteItemAsync(new DeleteItemRequest { TableName = table, Key = Key(userKey, id), ConditionExpression = "attribute_exists(orderId)" });
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }

    /// <summary>Removes all orders of the user that were created at this time or before it.</summary>
    public async Task RemoveAllAsync(string userKey, DateTimeOffset until)
    {
        Dictionary<string, AttributeValue>? last = null;
        do
        {
            var answer = await dynamoDB.QueryAsync(new QueryRequest
            {
                TableName = table,
                KeyConditionExpression = "userKey = :userKey",
                FilterExpression = "createdAt <= :until",
                ProjectionExpression = "orderId",
                ExpressionAttributeValues = new Dictionary<string, AttributeValue> { [":userKey"] = new(userKey), [":until"] = Number(until.ToUnixTimeSeconds()) },
                ConsistentRead = true,
                Limit = Batch,
                ExclusiveStartKey = last,
            });
            await Task.WhenAll(answer.Items.Select(item => dynamoDB.DeleteItemAsync(table, Key(userKey, item["orderId"].S))));
            last = answer.LastEvaluatedKey;
        }
        while (last is { Count: > 0 });
    }

    private static Dictionary<string, AttributeValue> Key(string userKey, string id) => new() { ["userKey"] = new(userKey), ["orderId"] = new(id) };

    private static AttributeValue Number(long number) => new() { N = number.ToString(CultureInfo.InvariantCulture) };

    private static Order ToOrder(Dictionary<string, AttributeValue> item) => new(
        item["orderId"].S,
        item["title"].S,
        int.Parse(item["quantity"].N, CultureInfo.InvariantCulture),
        DateTimeOffset.FromUnixTimeSeconds(long.Parse(item["createdAt"].N, CultureInfo.InvariantCulture)));
}
