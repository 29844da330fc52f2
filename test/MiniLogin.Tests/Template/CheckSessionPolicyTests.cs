using System.Text.Json.Nodes;

namespace MiniLogin.Tests.Template;

/// <summary>CheckSessionPolicy, which apps also attach to their functions, allows a check of sessions and cannot forge one.</summary>
public sealed class CheckSessionPolicyTests
{
    private const string Key = """ "TableName":"t-sessions","Key":{"id":{"S":"abcdefghijklmnop"}} """;

    private static readonly JsonArray Statements = Deployment.With().Properties("CheckSessionPolicy")["PolicyDocument"]!["Statement"]!.AsArray();

    public static TheoryData<string, string> Forgeries => new()
    {
        { "UpdateItem", $$"""{ {{Key}}, "UpdateExpression":"SET secretHash = :a, expiresAt = :b" }""" },
        { "UpdateItem", $$"""{ {{Key}}, "UpdateExpression":"SET userKey = :a" }""" },
        { "UpdateItem", $$"""{ {{Key}}, "UpdateExpression":"SET appId = if_not_exists(appId, :a), lastSeenAt = :b" }""" },
        { "UpdateItem", $$"""{ {{Key}}, "UpdateExpression":"SET #a = :a", "ExpressionAttributeNames":{"#a":"openId"} }""" },
        { "UpdateItem", $$"""{ {{Key}}, "UpdateExpression":"SET expiresAt = :a, absoluteExpiresAt = :b" }""" },
        { "UpdateItem", $$"""{ {{Key}}, "UpdateExpression":"REMOVE securityStamp" }""" },
        { "UpdateItem", $$"""{ {{Key}}, "UpdateExpression":"SET expiresAt = :a", "ConditionExpression":"secretHash = :b" }""" },
        { "UpdateItem", $$"""{ {{Key}}, "AttributeUpdates":{"secretHash":{"Value":{"B":"AA=="} } } }""" },
        { "UpdateItem", """{ "TableName":"t-users","Key":{"userKey":{"S":"a"}},"UpdateExpression":"SET lastSeenAt = :a" }""" },
        { "UpdateItem", """{ "TableName":"t-apps","Key":{"appId":{"S":"a"}},"UpdateExpression":"SET expiresAt = :a" }""" },
        { "PutItem", """{ "TableName":"t-sessions","Item":{"id":{"S":"a"},"expiresAt":{"N":"1"}} }""" },
        { "DeleteItem", $$"""{ {{Key}} }""" },
        { "Query", """{ "TableName":"t-sessions","IndexName":"byUser","KeyConditionExpression":"userKey = :a" }""" },
        { "Scan", """{ "TableName":"t-users" }""" },
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public void A_call_that_could_forge_or_list_sessions_is_refused(string operation, string body) =>
        Statements.Should().NotContain(statement => StackPolicy.Allows(statement!, Call(operation, body)));

    [Theory]
    [InlineData("SET lastSeenAt = :a, expiresAt = :b", "attribute_exists(lastSeenAt) AND expiresAt = :c AND attribute_not_exists(endsAt)")]
    [InlineData("SET endsAt = :a", "attribute_exists(lastSeenAt)")]
    public void A_change_of_the_times_of_a_session_is_allowed(string update, string condition) =>
        Statements.Should().ContainSingle(statement => StackPolicy.Allows(statement!, Call("UpdateItem", $$"""{ {{Key}}, "UpdateExpression":"{{update}}", "ConditionExpression":"{{condition}}" }""")));

    [Fact]
    public void An_UpdateItem_that_names_no_attribute_is_refused() =>
        Statements.Should().NotContain(statement => StackPolicy.Allows(statement!, new("dynamodb:UpdateItem", "${Sessions.Arn}", new List<string>())));

    [Fact]
    public void The_policy_allows_no_use_of_a_key() =>
        Statements.SelectMany(statement => statement!["Action"]!.AsArray()).Select(action => action!.GetValue<string>()).Distinct().Should().BeEquivalentTo("dynamodb:GetItem", "dynamodb:UpdateItem");

    private static RecordedCall Call(string operation, string body) => RecordedCalls.Of($"DynamoDB_20120810.{operation}", JsonNode.Parse(body)!);
}
