using System.Text.Json.Nodes;
using MiniLogin.Playground;
using MiniLogin.Secrets;
using MiniLogin.Tests.Events;
using MiniLogin.Tests.Template;

namespace MiniLogin.Tests.Conventions;

/// <summary>
/// The standard output of a function process whose dependencies are unreachable. Every line is matched against the metric
/// filters of the template, as CloudWatch does.
/// </summary>
[Slow]
public sealed class FunctionLogTests
{
    private const string OfRuntime = "written by the Lambda runtime";

    private static readonly Dictionary<string, FilterPattern> Filters = TemplateFile.Resources("AWS::Logs::MetricFilter")
        .ToDictionary(name => name[..^"Filter".Length], name => new FilterPattern((TemplateFile.Properties(name).Find("FilterPattern", "Fn::Sub") ?? TemplateFile.Properties(name).At("FilterPattern")).Text()));

    private readonly string _nowhere = $"http://127.0.0.1:{DynamoDBServer.FreePort()}";

    [Theory]
    [InlineData("INFO")]
    [InlineData("WARN")]
    public async Task A_login_without_DynamoDB_counts_as_a_store_failure(string level)
    {
        var counted = await LogAsync("Login", "login", level, dynamoDB: _nowhere, kms: _nowhere, weChat: _nowhere);

        counted.Should().Equal("app_not_prepared", "store_unavailable LoginsFailed ReleaseFailed StoreFailures");
    }

    [Theory]
    [InlineData("INFO")]
    [InlineData("WARN")]
    public async Task A_login_without_KMS_counts_as_a_store_failure(string level)
    {
        await using var dynamoDB = AppTable();

        var counted = await LogAsync("Login", "login", level, dynamoDB.Url.ToString(), kms: _nowhere, weChat: _nowhere);

        counted.Should().Equal("app_not_prepared", "store_unavailable LoginsFailed ReleaseFailed StoreFailures");
    }

    [Theory]
    [InlineData("INFO")]
    [InlineData("WARN")]
    public async Task A_login_without_WeChat_counts_as_a_WeChat_failure(string level)
    {
        await using var dynamoDB = AppTable();
        await using var kms = Kms();

        var counted = await LogAsync("WaferLogin", "wafer-login", level, dynamoDB.Url.ToString(), kms.Url.ToString(), weChat: _nowhere);

        counted.Where(IsNotWarmUp).Should().Equal("wechat_no_answer", "wechat_unavailable LoginsFailed ReleaseFailed WeChatFailures");
    }

    [Fact]
    public async Task A_session_check_without_DynamoDB_counts_as_a_store_failure()
    {
        var counted = await LogAsync("ShowSession", "show-session", "INFO", dynamoDB: _nowhere, kms: _nowhere, weChat: _nowhere);

        counted.Should().Equal("store_unavailable LoginsFailed ReleaseFailed StoreFailures");
    }

    [Fact]
    public async Task An_authorizer_without_DynamoDB_counts_as_a_store_failure()
    {
        var counted = await LogAsync("Authorize", "authorize", "INFO", dynamoDB: _nowhere, kms: _nowhere, weChat: _nowhere);

        // The authorizer throws to answer 500, and the Lambda runtime logs the exception on a line of its own.
        counted.Where(line => line != OfRuntime).Should().Equal("store_unavailable LoginsFailed ReleaseFailed StoreFailures");
    }

    [Theory]
    [InlineData("INFO", "request_invalid LoginsRejected")]
    [InlineData("WARN")]
    public async Task A_refused_login_is_logged_at_level_INFO_but_not_at_WARN(string level, params string[] logged)
    {
        await using var dynamoDB = AppTable();
        await using var kms = Kms();

        var counted = await LogAsync("Login", "login-code-missing", level, dynamoDB.Url.ToString(), kms.Url.ToString(), weChat: _nowhere);

        counted.Where(IsNotWarmUp).Should().Equal(logged);
    }

    [Theory]
    [InlineData("0", "SessionIdleHours must be between 1 and 8760")]
    [InlineData("many", "SessionIdleHours")]
    public async Task A_function_that_cannot_start_logs_the_reason_and_exits(string hours, string reason)
    {
        await using var process = FunctionProcess.Start("ShowSession", ("AWS_LAMBDA_LOG_LEVEL", "WARN"), ("MiniLogin__SessionIdleHours", hours));

        (await process.ExitAsync()).Should().NotBe(0);

        var line = (await process.EndAsync()).Should().ContainSingle().Which;
        Count(line).Should().Be("start_failed");
        JsonNode.Parse(line)!["exception"]!["message"]!.GetValue<string>().Should().Contain(reason);
    }

    [Fact]
    public async Task A_log_line_has_level_source_and_values()
    {
        await using var process = Start("Login", "INFO", _nowhere, _nowhere, _nowhere);
        await process.InvokeAsync(EventTests.Read("login-code-missing"));

        var line = JsonNode.Parse((await process.EndAsync())[^1])!;

        line.AsObject().Select(key => key.Key).Should().Equal("function", "request_id", "level", "message", "timestamp", "service", "cold_start", "xray_trace_id", "name", "event", "field", "reason");
        line["function"]!.GetValue<string>().Should().Be("Login:1");
        line["level"]!.GetValue<string>().Should().Be("Information");
        line["service"]!.GetValue<string>().Should().Be("minilogin");
        line["name"]!.GetValue<string>().Should().Be("MiniLogin.Login.LoginService");
        line["field"]!.GetValue<string>().Should().Be("code");
        line["cold_start"]!.GetValue<bool>().Should().BeFalse();
        line["xray_trace_id"]!.GetValue<string>().Should().StartWith("1-");
    }

    // On a busy machine the warm-up may take longer than its limit and log it.
    private static bool IsNotWarmUp(string line) => line != LogEvents.AppNotPrepared;

    /// <summary>The event of each line, followed by the metrics that count it.</summary>
    private static async Task<IReadOnlyList<string>> LogAsync(string function, string file, string level, string dynamoDB, string kms, string weChat)
    {
        await using var process = Start(function, level, dynamoDB, kms, weChat);
        await process.InvokeAsync(EventTests.Read(file));
        return [.. (await process.EndAsync()).Select(Count)];
    }

    private static FunctionProcess Start(string function, string level, string dynamoDB, string kms, string weChat) => FunctionProcess.Start(
        function,
        ("AWS_LAMBDA_LOG_LEVEL", level),
        ("MiniLogin__DefaultAppId", World.AppId),
        ("MiniLogin__DynamoDBUrl", dynamoDB),
        ("MiniLogin__KmsUrl", kms),
        ("MiniLogin__WeChatUrl", weChat.TrimEnd('/')));

    private static string Count(string line)
    {
        var json = JsonNode.Parse(line).Should().BeOfType<JsonObject>(line).Subject;
        var happened = json["event"]?.GetValue<string>() ?? (json["errorType"] is null ? throw new InvalidOperationException($"The line has no event: {line}") : OfRuntime);
        return string.Join(' ', [happened, .. Filters.Where(filter => filter.Value.Matches(line)).Select(filter => filter.Key).Order(StringComparer.Ordinal)]);
    }

    /// <summary>A DynamoDB stand-in whose Apps table contains the app.</summary>
    private static AnsweringServer AppTable() => new(
        $$$$"""{"Item":{"appId":{"S":"{{{{World.AppId}}}}"},"name":{"S":"App"},"enabled":{"BOOL":true},"credentials":{"B":"c2VhbGVk"}}}""");

    /// <summary>A KMS stand-in that decrypts everything to the same credentials.</summary>
    private static AnsweringServer Kms() => new(
        $$"""{"KeyId":"key","Plaintext":"{{Convert.ToBase64String(AppCredentialsDocument.Write(LocalCredentials.From(World.AppSecret)))}}"}""");
}
