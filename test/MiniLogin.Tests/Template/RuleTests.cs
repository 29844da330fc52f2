namespace MiniLogin.Tests.Template;

/// <summary>Combinations of parameters that CloudFormation refuses before it changes anything.</summary>
public sealed class RuleTests
{
    public static TheoryData<string, string> Refused => new()
    {
        { "Stage=prod WeChatUrl=http://api.weixin.qq.com", "In prod, WeChatUrl is WeChat's own hosts by https, in one of the orders that the template lists." },
        { "Stage=prod WeChatUrl=https://wechat.example.com", "In prod, WeChatUrl is WeChat's own hosts by https, in one of the orders that the template lists." },
        { "Stage=prod WeChatUrl=https://api.weixin.qq.com;https://wechat.example.com", "In prod, WeChatUrl is WeChat's own hosts by https, in one of the orders that the template lists." },
        { "DomainName=api.example.com", "DomainName needs CertificateArn." },
        { "SubnetIds=subnet-1", "SubnetIds and SecurityGroupIds are set together." },
        { "SecurityGroupIds=sg-1", "SubnetIds and SecurityGroupIds are set together." },
    };

    public static TheoryData<string> Accepted =>
    [
        "",
        "Stage=prod",
        "Stage=prod WeChatUrl=https://hk.api.weixin.qq.com;https://api.weixin.qq.com;https://api2.weixin.qq.com",
        "Stage=dev WeChatUrl=http://localhost:5080",
        "DomainName=api.example.com CertificateArn=arn:aws:acm:us-east-1:123456789012:certificate/a",
        "SubnetIds=subnet-1,subnet-2 SecurityGroupIds=sg-1",
    ];

    [Theory]
    [MemberData(nameof(Refused))]
    public void Incompatible_parameters_are_refused(string parameters, string refusal) => Given(parameters).Refusals.Should().Equal(refusal);

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Compatible_parameters_are_accepted(string parameters) => Given(parameters).Refusals.Should().BeEmpty();

    private static Deployment Given(string parameters) => Deployment.Of([.. parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)).Select(p => (p[0], p[1]))]);
}
