namespace MiniLogin.Tests.Template;

/// <summary>
/// The AWS metrics that the alarms and the dashboard use, with their sets of dimensions. An alarm on any other combination
/// would never fire.
/// </summary>
internal static class PublishedMetrics
{
    // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html, monitoring-metrics-view.html
    private static readonly string[] OfLambda = ["", "FunctionName", "FunctionName,Resource"];

    // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html: 4XXError, 5XXError and ApiName exist only for REST APIs
    private static readonly string[] OfHttpApi = ["ApiId", "ApiId,Stage"];

    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
    private static readonly string[] OfTable = ["TableName"];
    private static readonly string[] OfOperation = ["Operation,TableName"];

    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Quotas-Visualize-Alarms.html
    private static readonly string[] OfUsage = ["Class,Resource,Service,Type"];

    private static readonly Dictionary<string, string[]> Dimensions = new()
    {
        ["AWS/Lambda Errors"] = OfLambda,
        ["AWS/Lambda Throttles"] = OfLambda,
        ["AWS/Lambda Duration"] = OfLambda,
        ["AWS/Lambda ConcurrentExecutions"] = OfLambda,
        ["AWS/ApiGateway Count"] = OfHttpApi,
        ["AWS/ApiGateway 4xx"] = OfHttpApi,
        ["AWS/ApiGateway 5xx"] = OfHttpApi,
        ["AWS/ApiGateway Latency"] = OfHttpApi,
        ["AWS/DynamoDB ReadThrottleEvents"] = OfTable,
        ["AWS/DynamoDB WriteThrottleEvents"] = OfTable,
        ["AWS/DynamoDB SystemErrors"] = OfOperation,
        ["AWS/DynamoDB ConsumedReadCapacityUnits"] = OfTable,
        ["AWS/DynamoDB ConsumedWriteCapacityUnits"] = OfTable,
        ["AWS/Usage ResourceCount"] = OfUsage,
    };

    /// <summary>Checks that a metric is published by AWS with these dimensions, or by a metric filter of the stack.</summary>
    public static void ShouldHave(Metric metric, Deployment deployment)
    {
        if (metric.Namespace == "MiniLogin/minilogin")
        {
            metric.Dimensions.Should().BeEmpty("a metric of a filter has no dimensions");
            deployment.OfType("AWS::Logs::MetricFilter").Select(filter => deployment.Properties(filter)["MetricTransformations"]![0]!["MetricName"]!.GetValue<string>())
                .Should().Contain(metric.Name);
            return;
        }

        Dimensions.Should().ContainKey($"{metric.Namespace} {metric.Name}");
        Dimensions[$"{metric.Namespace} {metric.Name}"].Should().Contain(string.Join(',', metric.Dimensions.Keys.Order(StringComparer.Ordinal)), "{0} has no other dimensions", metric.Name);
        foreach (var (name, value) in metric.Dimensions)
        {
            ValueShouldBe(name, value, deployment);
        }
    }

    private static void ValueShouldBe(string dimension, string value, Deployment deployment)
    {
        switch (dimension)
        {
            case "ApiId":
                value.Should().Be("${AnnotationsHttpApi}");
                break;
            case "FunctionName":
                deployment.OfType("AWS::Lambda::Function").Select(name => $"${{{name}}}").Should().Contain(value);
                break;
            case "Resource" when value.EndsWith(":live", StringComparison.Ordinal):
                deployment.Resources.Should().Contain($"{value[2..^6]}Aliaslive");
                break;
            case "TableName":
                deployment.OfType(TemplateFile.Table).Select(name => $"${{{name}}}").Should().Contain(value);
                break;
            case "Operation":
                value.Should().BeOneOf("GetItem", "PutItem", "UpdateItem", "Query");
                break;
            default:
                $"{dimension}={value}".Should().BeOneOf("Class=None", "Resource=ConcurrentExecutions", "Service=Lambda", "Type=Resource");
                break;
        }
    }
}
