using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MiniLogin.Tests.Template;

/// <summary>The deployed API.</summary>
public sealed partial class ApiTests
{
    private const string Stage = "AnnotationsHttpApiApiGatewayDefaultStage";

    /// <summary>
    /// The logged variables, all of which an HTTP API supports:
    /// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
    /// </summary>
    private static readonly string[] Variables =
    [
        "authorizer.error",
        "error.message",
        "identity.sourceIp",
        "integration.status",
        "integrationErrorMessage",
        "integrationLatency",
        "requestId",
        "responseLatency",
        "routeKey",
        "status",
    ];

    private static readonly (string, string)[] Domain = [("DomainName", "api.example.com"), ("CertificateArn", "arn:aws:acm:us-east-1:123456789012:certificate/a")];

    [Theory]
    [InlineData("prod", "500/1000", "200/400", "50/200")]
    [InlineData("dev", "10/100", "5/50", "5/200")]
    public void Logins_are_throttled_more_tightly_than_other_routes(string stageOf, string others, string logins, string pictures)
    {
        var stage = Deployment.With(("Stage", stageOf)).Properties(Stage);

        stage["StageName"]!.GetValue<string>().Should().Be("$default");
        Throttle(stage["DefaultRouteSettings"]!).Should().Be(others);
        stage["RouteSettings"]!.AsObject().Select(route => $"{route.Key} {Throttle(route.Value!)}").Should().BeEquivalentTo(
            $"GET /login {logins}", $"POST /login {logins}", $"POST /session/phone {logins}", $"GET /avatars/{{name}} {pictures}", "GET /user/export 10/20", "DELETE /user 10/20", "POST /wechat/component 20/50");
    }

    [Fact]
    public void Every_route_that_calls_WeChat_has_a_throttle_of_its_own()
    {
        var callWeChat = AnnotatedFunction.Own.Where(f => f.Route is not null && TemplateFile.Properties(f.ResourceName).Find("VpcConfig") is not null);

        Deployment.With().Properties(Stage)["RouteSettings"]!.AsObject().Select(route => route.Key).Should().Contain(callWeChat.Select(f => $"{f.HttpMethod} {f.Route!.Template}"));
    }

    [Theory]
    [InlineData("prod", "50/200")]
    [InlineData("dev", "5/200")]
    public void Pictures_are_throttled_more_tightly_than_other_routes(string stageOf, string pictures) =>
        Throttle(Deployment.With(("Stage", stageOf)).Properties(Stage)["RouteSettings"]!["GET /avatars/{name}"]!).Should().Be(pictures);

    [Theory]
    [InlineData("dev")]
    [InlineData("prod")]
    public void The_throttles_are_set_by_their_parameters(string stageOf)
    {
        var stage = Deployment.With(("Stage", stageOf), ("ThrottleRate", "1"), ("ThrottleBurst", "2"), ("LoginThrottleRate", "3"), ("LoginThrottleBurst", "4"), ("AvatarThrottleRate", "5")).Properties(Stage);

        Throttle(stage["DefaultRouteSettings"]!).Should().Be("1/2");
        stage["RouteSettings"]!.AsObject().Where(route => route.Key is "GET /login" or "POST /login" or "POST /session/phone").Should().HaveCount(3).And.OnlyContain(route => Throttle(route.Value!) == "3/4");
        Throttle(stage["RouteSettings"]!["GET /avatars/{name}"]!).Should().Be("5/200");
    }

    [Fact]
    public void Routes_with_their_own_throttle_exist()
    {
        var routes = AnnotatedFunction.Own.Where(f => f.Route is not null).Select(f => $"{f.HttpMethod} {f.Route!.Template}");

        Deployment.With().Properties(Stage)["RouteSettings"]!.AsObject().Select(route => route.Key).Should().BeSubsetOf(routes);
    }

    [Fact]
    public void Paid_metrics_per_route_are_off() =>
        Deployment.With(("Stage", "prod")).Properties(Stage).ToJsonString().Should().NotContain("DetailedMetricsEnabled");

    [Fact]
    public void An_access_log_line_is_JSON_with_every_value_quoted()
    {
        var settings = Deployment.With().Properties(Stage)["AccessLogSettings"]!;
        var format = settings["Format"]!.GetValue<string>();

        settings["DestinationArn"]!.GetValue<string>().Should().Be("${AccessLogs.Arn}");
        format.Should().NotContain("\n");
        var line = JsonNode.Parse(Variable().Replace(format, "a - b, {c}"))!.AsObject();
        line.Should().OnlyContain(each => each.Value!.GetValueKind() == System.Text.Json.JsonValueKind.String);
        line.Select(each => each.Value!.GetValue<string>()).Should().OnlyContain(value => value == "a - b, {c}");
        format.Count(c => c == '$').Should().Be(line.Count);
    }

    [Fact]
    public void The_access_log_contains_no_header_or_path_from_the_caller() =>
        Variable().Matches(Deployment.With().Properties(Stage)["AccessLogSettings"]!["Format"]!.GetValue<string>()).Select(match => match.Groups["name"].Value)
            .Should().BeEquivalentTo(Variables);

    [Fact]
    public void The_answers_of_the_authorizer_are_not_cached()
    {
        var authorizer = Body()["components"]!["securitySchemes"]!["Authorize"]!["x-amazon-apigateway-authorizer"]!;

        authorizer["authorizerResultTtlInSeconds"]!.GetValue<int>().Should().Be(0);
        authorizer["enableSimpleResponses"]!.GetValue<bool>().Should().BeTrue();
        authorizer["authorizerPayloadFormatVersion"]!.ToString().Should().Be("2.0");
        authorizer["identitySource"]!.ToJsonString().Should().Be("""["$request.header.Authorization"]""");
    }

    [Fact]
    public void CORS_is_off_unless_an_origin_is_set()
    {
        Body().ContainsKey("x-amazon-apigateway-cors").Should().BeFalse();

        var cors = Body(("CorsOrigin", "https://console.example.com"))["x-amazon-apigateway-cors"]!;
        cors["allowOrigins"]!.ToJsonString().Should().Be("""["https://console.example.com"]""");
        cors["allowMethods"]!.AsArray().Select(method => method!.GetValue<string>()).Should()
            .BeEquivalentTo(AnnotatedFunction.Own.Where(f => f.Route is not null).Select(f => f.HttpMethod).Distinct());
        cors.AsObject().ContainsKey("allowCredentials").Should().BeFalse();
    }

    [Fact]
    public void Without_a_custom_domain_the_API_has_its_own_address()
    {
        var deployment = Deployment.With();

        deployment.Resources.Should().NotContain(["Domain", "DomainMapping", "DomainRecord"]);
        deployment.Outputs.Should().NotContain("DomainTarget");
        deployment.Output("ApiUrl").Should().Be("${AnnotationsHttpApi.ApiEndpoint}");
        IsExecuteApiOff(Body()).Should().BeFalse();
    }

    [Fact]
    public void With_a_custom_domain_the_API_answers_only_there_and_by_TLS_1_2()
    {
        var deployment = Deployment.With(Domain);

        deployment.Properties("Domain").ToJsonString().Should().Be(
            """{"DomainName":"api.example.com","DomainNameConfigurations":[{"CertificateArn":"arn:aws:acm:us-east-1:123456789012:certificate/a","EndpointType":"REGIONAL","SecurityPolicy":"TLS_1_2"}]}""");
        deployment.Properties("DomainMapping").ToJsonString().Should().Be(
            $$"""{"ApiId":"${AnnotationsHttpApi}","DomainName":"${Domain}","Stage":"${{{Stage}}}"}""");
        deployment.Resources.Should().NotContain("DomainRecord");
        deployment.Output("ApiUrl").Should().Be("https://api.example.com");
        deployment.Output("DomainTarget").Should().Be("${Domain.RegionalDomainName}");
        IsExecuteApiOff(Body(Domain)).Should().BeTrue();
    }

    [Fact]
    public void A_hosted_zone_gets_the_DNS_record_of_the_domain() =>
        Deployment.With([.. Domain, ("HostedZoneId", "Z1")]).Properties("DomainRecord").ToJsonString().Should().Be(
            """{"HostedZoneId":"Z1","Name":"api.example.com","Type":"A","AliasTarget":{"DNSName":"${Domain.RegionalDomainName}","HostedZoneId":"${Domain.RegionalHostedZoneId}"}}""");

    private static JsonObject Body(params (string, string)[] parameters) => Deployment.With(parameters).Properties("AnnotationsHttpApi")["Body"]!.AsObject();

    private static bool IsExecuteApiOff(JsonObject body) =>
        body["servers"]!.AsArray().Single()!["x-amazon-apigateway-endpoint-configuration"]!["disableExecuteApiEndpoint"]!.GetValue<bool>();

    private static string Throttle(JsonNode settings) => $"{settings["ThrottlingRateLimit"]}/{settings["ThrottlingBurstLimit"]}";

    [GeneratedRegex(@"\$context\.(?<name>[A-Za-z.]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
