using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MiniLogin.Tests.Conventions;

public sealed class OptionsTests
{
    public static TheoryData<string, MiniLoginOptions> Wrong { get; } = new()
    {
        { "SessionIdleHours", new() { SessionIdleHours = 0 } },
        { "SessionAbsoluteHours", new() { SessionAbsoluteHours = 8761 } },
        { "AvatarsPerUserAndDay", new() { AvatarsPerUserAndDay = 0 } },
        { "SessionsTable", new() { SessionsTable = "" } },
        { "DefaultAppId", new() { DefaultAppId = "wx123" } },
        { "DefaultAppId", new() { DefaultAppId = World.WeComAppId } },
        { "WeComUrl", new() { WeComUrl = "qyapi.weixin.qq.com" } },
        { "WeComUrl", new() { WeComUrl = "https://qyapi.weixin.qq.com/cgi-bin" } },
        { "WeChatUrl", new() { WeChatUrl = "api.weixin.qq.com" } },
        { "WeChatUrl", new() { WeChatUrl = "https://api.weixin.qq.com/path" } },
        { "WeChatUrl", new() { WeChatUrl = "https://api.weixin.qq.com;" } },
        { "WeChatUrl", new() { WeChatUrl = "https://api.weixin.qq.com,https://api2.weixin.qq.com" } },
        { "DynamoDBUrl", new() { DynamoDBUrl = "localhost:8000" } },
        { "KmsUrl", new() { KmsUrl = "x" } },
        { "S3Url", new() { S3Url = "localhost:9000" } },
        { "PublicUrl", new() { PublicUrl = "api.example.com" } },
        { "PublicUrl", new() { PublicUrl = "https:///v1" } },
        { "PublicUrl", new() { PublicUrl = "https://api.example.com/?a" } },
        { "AvatarsBucket", new() { AvatarsBucket = "My_Bucket" } },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void A_setting_out_of_range_is_reported_at_start(string name, MiniLoginOptions options)
    {
        new ServiceCollection().Invoking(services => services.AddMiniLogin(options)).Should().Throw<OptionsValidationException>().WithMessage($"*{name}*");
        new ServiceCollection().Invoking(services => services.AddMiniLoginSessions(options)).Should().Throw<OptionsValidationException>().WithMessage($"*{name}*");
    }

    [Fact]
    public void The_variables_of_a_local_run_are_valid_options()
    {
        var variables = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "events", "env.json")))!["Parameters"]!.AsObject();
        var settings = variables.ToDictionary(v => v.Key.Replace("__", ":", StringComparison.Ordinal), v => (string?)v.Value!.GetValue<string>());
        var names = typeof(MiniLoginOptions).GetProperties().Select(p => $"MiniLogin:{p.Name}");

        settings.Keys.Should().BeSubsetOf(names);
        var options = new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection(MiniLoginOptions.Section).Get<MiniLoginOptions>()!;
        options.DynamoDBUrl.Should().NotBeEmpty();
        new ServiceCollection().AddMiniLogin(options).Should().NotBeEmpty();
    }

    [Fact]
    public void The_defaults_are_in_range() => new ServiceCollection().AddMiniLogin(new()).Should().NotBeEmpty();
}
