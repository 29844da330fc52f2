namespace MiniLogin.Tests.Template;

/// <summary>Combinations of parameters that CloudFormation refuses before it changes anything.</summary>
public sealed class RuleTests
{
    public static TheoryData<string, string> Refused => new()
    {
        { "Stage=prod WeChatUrl=http://api.weixin.qq.com", "In prod, WeChatUrl must be one of the values listed in the template, which are WeChat's own hosts over https." },
        { "Stage=prod WeChatUrl=https://wechat.example.com", "In prod, WeChatUrl must be one of the values listed in the template, which are WeChat's own hosts over https." },
        { "Stage=prod WeChatUrl=https://api.weixin.qq.com;https://wechat.example.com", "In prod, WeChatUrl must be one of the values listed in the template, which are WeChat's own hosts over https." },
        { "DomainName=api.example.com", "DomainName requires CertificateArn." },
        { "SubnetIds=subnet-1", "Set both SubnetIds and SecurityGroupIds, or neither." },
        { "SecurityGroupIds=sg-1", "Set both SubnetIds and SecurityGroupIds, or neither." },
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

    private static Deployment Given(string parameters) => Deployment.With([.. parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)).Select(p => (p[0], p[1]))]);
}
