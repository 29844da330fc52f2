using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace MiniLogin.Playground.Stacks;

/// <summary>A table of a stack, as DynamoDB creates it.</summary>
/// <param name="TtlAttribute">Null: rows never expire.</param>
internal sealed record StackTable(CreateTableRequest Request, string? TtlAttribute)
{
    public static StackTable From(TemplateNode resource, string name, TemplateValues values)
    {
        var properties = resource["Properties"];
        var request = new CreateTableRequest { TableName = name, BillingMode = BillingMode.PAY_PER_REQUEST };
        if (resource["Type"]?.Text == "AWS::Serverless::SimpleTable")
        {
            var key = values.Text(properties?["PrimaryKey", "Name"], "id");
            var type = values.Text(properties?["PrimaryKey", "Type"], "String") switch { "Number" => "N", "Binary" => "B", _ => "S" };
            request.AttributeDefinitions = [new(key, type)];
            request.KeySchema = [new(key, KeyType.HASH)];
            return new(request, null);
        }

        request.AttributeDefinitions = List(Required("AttributeDefinitions"), a => new AttributeDefinition(Text(a, "AttributeName"), Text(a, "AttributeType")));
        request.KeySchema = Keys(Required("KeySchema"));
        if (properties?["GlobalSecondaryIndexes"] is { } globals)
        {
            request.GlobalSecondaryIndexes = List(globals, i => new GlobalSecondaryIndex { IndexName = Text(i, "IndexName"), KeySchema = Keys(i["KeySchema"]!), Projection = Projected(i) });
        }

        if (properties?["LocalSecondaryIndexes"] is { } locals)
        {
            request.LocalSecondaryIndexes = List(locals, i => new LocalSecondaryIndex { IndexName = Text(i, "IndexName"), KeySchema = Keys(i["KeySchema"]!), Projection = Projected(i) });
        }

        var ttl = properties?["TimeToLiveSpecification"];
        return new(request, ttl is not null && values.Text(ttl["Enabled"], "false") == "true" ? values.Text(ttl["AttributeName"], null) : null);

        TemplateNode Required(string property) => properties?[property] ?? throw resource.Wrong($"The table has no {property}.");

        string Text(TemplateNode node, string property) => values.Text(node[property], null) ?? throw node.Wrong($"{property} is missing.");

        List<KeySchemaElement> Keys(TemplateNode node) => List(node, key => new KeySchemaElement(Text(key, "AttributeName"), Text(key, "KeyType")));

        Projection Projected(TemplateNode index) => new()
        {
            ProjectionType = values.Text(index["Projection", "ProjectionType"], "ALL"),
            NonKeyAttributes = index["Projection", "NonKeyAttributes"] is { } attributes ? List(attributes, a => values.Text(a)!) : null,
        };
    }

    private static List<T> List<T>(TemplateNode node, Func<TemplateNode, T> read) => [.. node.Items.Select(read)];
}
