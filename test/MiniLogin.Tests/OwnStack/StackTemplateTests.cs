using MiniLogin.Playground;
using MiniLogin.Playground.Stacks;

namespace MiniLogin.Tests.OwnStack;

/// <summary>What the Playground reads of a template, and how it names what it cannot read.</summary>
public sealed class StackTemplateTests : IDisposable
{
    private const string Api = """
        Parameters:
          MiniLogin: {Type: String}
          Size: {Type: String, Default: small}
          NoDefault: {Type: String}
        Conditions:
          IsBig: !Equals [!Ref Size, big]
          IsSmall: !Not [!Condition IsBig]
          IsBoth: !And [!Condition IsBig, !Condition IsSmall]
          IsEither: !Or [!Condition IsBig, !Condition IsSmall]
        Resources:
          AnnotationsHttpApi:
            Type: AWS::Serverless::HttpApi
            Properties:
              Auth:
                DefaultAuthorizer: MiniLogin
                Authorizers:
                  MiniLogin:
                    FunctionArn: !ImportValue {'Fn::Sub': '${MiniLogin}-AuthorizerArn'}
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("minilogin-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("5", "5")]
    [InlineData("!Ref Size", "small")]
    [InlineData("{Ref: Size}", "small")]
    [InlineData("!Ref Orders", "Orders")]
    [InlineData("!Ref Named", "named-small")]
    [InlineData("!Ref AWS::Region", "us-east-1")]
    [InlineData("!Sub '${Size}-${AWS::Partition}-${!Literal}'", "small-aws-${Literal}")]
    [InlineData("!Sub ['${A}/${Orders}', {A: !Ref Size}]", "small/Orders")]
    [InlineData("!GetAtt Orders.Arn", "arn:aws:dynamodb:us-east-1:000000000000:table/Orders")]
    [InlineData("{'Fn::GetAtt': [Orders, StreamArn]}", "arn:aws:dynamodb:us-east-1:000000000000:table/Orders/stream/local")]
    [InlineData("!Join ['-', [a, !Ref Size]]", "a-small")]
    [InlineData("!If [IsBig, yes, no]", "no")]
    [InlineData("!If [IsSmall, yes, no]", "yes")]
    [InlineData("!If [IsBoth, yes, no]", "no")]
    [InlineData("!If [IsEither, yes, no]", "yes")]
    [InlineData("!ImportValue minilogin-dev-UsersTable", "minilogin-users")]
    [InlineData("{'Fn::ImportValue': !Sub '${MiniLogin}-SessionsTable'}", "minilogin-sessions")]
    [InlineData("'{{resolve:ssm:/minilogin/minilogin-dev/AppsTable}}'", "minilogin-apps")]
    public void A_value_is_computed_as_a_deployment_would(string value, string expected) =>
        Read(Function($"Value: {value}")).Environment()["Value"].Should().Be(expected);

    [Fact]
    public void A_value_that_a_condition_leaves_out_is_not_set() =>
        Read(Function("Value: !If [IsBig, yes, !Ref AWS::NoValue]")).Environment().Should().BeEmpty();

    [Theory]
    [InlineData("!ImportValue minilogin-dev-OrdersTable", "MiniLogin's stack does not export 'minilogin-dev-OrdersTable'. It exports AuthorizerArn, DomainName, CheckSessionPolicyArn, DeletionsStreamArn, SessionsTable, UsersTable and AppsTable")]
    [InlineData("!Select [0, [a]]", "Fn::Select is not supported. The Playground computes Ref, Fn::Sub, Fn::GetAtt, Fn::ImportValue, Fn::Join and Fn::If.")]
    [InlineData("!Ref Nothing", "There is no parameter and no resource Nothing.")]
    [InlineData("!If [IsOdd, a, b]", "There is no condition IsOdd.")]
    [InlineData("{a: b}", "A single value is expected here.")]
    public void What_cannot_be_computed_is_named_with_its_line(string value, string message)
    {
        var template = Function($"Value: {value}");
        var line = template[..template.IndexOf("Value:", StringComparison.Ordinal)].Count(c => c == '\n') + 1;

        var read = () => Read(template).Environment();

        read.Should().Throw<TemplateException>().Which.Message.Should().Contain(message).And.Contain($"template.yaml:{line}:");
    }

    [Fact]
    public void A_parameter_without_default_is_named_where_it_is_declared()
    {
        var read = () => Read(Function("Value: !Ref NoDefault")).Environment();

        read.Should().Throw<TemplateException>().WithMessage("*template.yaml:4:*NoDefault has no Default*");
    }

    [Theory]
    [InlineData("a: [", "template.yaml:")]
    [InlineData("just text", "is no template: it has no sections such as Resources.")]
    [InlineData(Api + "\n    Metadata: {Tool: Amazon.Lambda.Annotations}", "template.yaml:19: Remove Metadata.Tool from AnnotationsHttpApi")]
    [InlineData("Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Timeout: long", "template.yaml:5: Timeout must be 1 to 900 seconds.")]
    [InlineData("Resources:\n  T:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      TableName: t", "template.yaml:3: The table has no AttributeDefinitions.")]
    [InlineData("Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Events:\n        Get: {Type: HttpApi, Properties: {Path: /, Method: get, PayloadFormatVersion: '1.0'}}", "template.yaml:6: PayloadFormatVersion must be '2.0'.")]
    public void A_template_that_cannot_be_used_is_refused(string template, string message)
    {
        var read = () => Read(template);

        read.Should().Throw<TemplateException>().Which.Message.Should().Contain(message);
    }

    [Fact]
    public void An_authorizer_of_another_kind_is_refused()
    {
        var read = () => Read(Api.Replace("!ImportValue {'Fn::Sub': '${MiniLogin}-AuthorizerArn'}", "!GetAtt Own.Arn", StringComparison.Ordinal));

        read.Should().Throw<TemplateException>().Which.Message.Should().Contain("template.yaml:18: The Playground knows only MiniLogin's authorizer");
    }

    [Theory]
    [InlineData("ApiId: !Ref AnnotationsHttpApi", true)]
    [InlineData("ApiId: !Ref AnnotationsHttpApi, Auth: {Authorizer: NONE}", false)]
    [InlineData("ApiId: !Ref AnnotationsHttpApi, Auth: {Authorizer: MiniLogin}", true)]
    [InlineData("Auth: {}", false)]
    public void A_route_is_guarded_if_its_API_says_so(string api, bool isGuarded)
    {
        var template = Api + $$$"""

              F:
                Type: AWS::Serverless::Function
                Properties:
                  Events:
                    Get: {Type: HttpApi, Properties: {Path: /f, Method: get, {{{api}}}}}
            """;

        var route = Read(template).Functions.Single().Routes.Single();

        route.IsGuarded.Should().Be(isGuarded, "without ApiId, SAM puts a route onto an API of its own, which has no authorizer");
        route.Route.Key.Should().Be("GET /f");
    }

    [Fact]
    public void Two_functions_with_different_values_of_one_variable_are_refused()
    {
        var read = () => Read(Function("Value: a") + "\n" + FunctionResource("G", "Value: b")).Environment();

        read.Should().Throw<TemplateException>().Which.Message.Should().Contain("Value has another value in another function.");
    }

    [Fact]
    public void Two_stacks_with_one_mapping_key_are_refused()
    {
        const string Mapped = "Resources:\n  M:\n    Type: AWS::ApiGatewayV2::ApiMapping\n    Properties:\n      ApiMappingKey: shop";
        var templates = new[] { Read(Mapped, "one.yaml"), Read(Mapped, "two.yaml") };

        var prepare = () => StackEnvironment.Prepare(templates, dynamoDB: null);

        prepare.Should().Throw<TemplateException>().Which.Message.Should().Contain("one.yaml and ").And.Contain("two.yaml have the same ApiMappingKey, shop.");
    }

    private StackTemplate Read(string template, string name = "template.yaml")
    {
        var file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, template);
        return StackTemplate.Read(file, tablePrefix: "", new(new()));
    }

    private static string Function(string variable) => Api + """

          Orders:
            Type: AWS::Serverless::SimpleTable
          Named:
            Type: AWS::Serverless::SimpleTable
            Properties: {TableName: !Sub 'named-${Size}'}

        """ + FunctionResource("F", variable);

    private static string FunctionResource(string id, string variable) => $$"""
          {{id}}:
            Type: AWS::Serverless::Function
            Properties:
              Environment:
                Variables:
                  {{variable}}
        """;
}
