using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using MiniLogin.Apps;
using MiniLogin.Cli;

namespace MiniLogin.Tests.Commands;

/// <summary>The kinds of AWS profiles, with the command in its own process and AWS replaced by moto and a simulated access portal.</summary>
[Slow]
public sealed class ProfileTests : IAsyncLifetime
{
    private const string StartUrl = "https://minilogin.awsapps.com/start";
    private const string PortalKey = "ASIAPORTAL0000000000";
    private const string BaseKey = "AKIABASE000000000000";

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("minilogin-");
    private readonly MiniLoginOptions _options = new() { AppsTable = $"t{Guid.NewGuid():N}-apps" };

    private string _stack = "";
    private AwsRelay _aws = null!;

    /// <summary>The output of its project: its libraries are those that the tool is packed with.</summary>
    private static string Executable { get; } = Path.Combine(
        Repository.Root, "src", "MiniLogin.Cli", Path.GetRelativePath(Path.Combine(Repository.Root, "test", "MiniLogin.Tests"), AppContext.BaseDirectory), $"{typeof(OperatorCommand).Assembly.GetName().Name}.dll");

    public async ValueTask InitializeAsync()
    {
        _aws = new(KmsServer.Url) { Answer = request => request.Path == "/federation/credentials" ? Portal(request.Headers["x-amz-sso_bearer_token"].ToString()) : null };
        _stack = await StackParameters.DeployAsync(_options, "key");
        using var dynamoDB = new AmazonDynamoDBClient(new BasicAWSCredentials("local", "local"), new AmazonDynamoDBConfig { ServiceURL = KmsServer.Url, AuthenticationRegion = "us-east-1" });
        await dynamoDB.CreateTableAsync(AppTable.Schema.ToRequest(_options.AppsTable), TestContext.Current.CancellationToken);
        await WriteAsync("config", $"""
            [profile portal]
            sso_session = company
            sso_account_id = 123456789012
            sso_role_name = Operator
            region = us-east-1

            [sso-session company]
            sso_start_url = {StartUrl}
            sso_region = us-east-1
            sso_registration_scopes = sso:account:access

            [profile role]
            role_arn = arn:aws:iam::123456789012:role/Operator
            source_profile = keys
            region = us-east-1

            [profile mfa]
            role_arn = arn:aws:iam::123456789012:role/Operator
            source_profile = keys
            mfa_serial = arn:aws:iam::123456789012:mfa/operator
            region = us-east-1

            [profile keys]
            aws_access_key_id = {BaseKey}
            aws_secret_access_key = not-a-secret
            region = us-east-1
            """);
    }

    public async ValueTask DisposeAsync()
    {
        await _aws.DisposeAsync();
        _home.Delete(recursive: true);
    }

    [Fact]
    public async Task A_profile_of_IAM_Identity_Center_calls_AWS_with_the_credentials_of_the_portal()
    {
        await LogInAsync(DateTimeOffset.UtcNow.AddHours(1));

        (await RunAsync("portal")).Should().Be((0, ""));

        _aws.Calls.Where(call => call.Operation is "GetParameters" or "Scan").Should().Equal(("GetParameters", PortalKey), ("Scan", PortalKey));
    }

    [Fact]
    public async Task A_profile_with_a_role_calls_AWS_with_the_credentials_of_the_role()
    {
        (await RunAsync("role")).Should().Be((0, ""));

        var keys = _aws.Calls.Where(call => call.Operation is "GetParameters" or "Scan").Select(call => call.AccessKey).ToList();
        keys.Should().HaveCount(2).And.OnlyContain(key => key.StartsWith("ASIA", StringComparison.Ordinal));
        _aws.Calls.Where(call => call.AccessKey == BaseKey).Should().ContainSingle("the role is assumed once, for all clients");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_missing_or_expired_login_is_one_line_with_the_command_that_logs_in(bool wasLoggedIn)
    {
        if (wasLoggedIn)
        {
            await LogInAsync(DateTimeOffset.UtcNow.AddHours(-1));
        }

        var (exitCode, error) = await RunAsync("portal");

        exitCode.Should().Be(1, error);
        error.Should().Contain("aws sso login --profile portal").And.NotContain("\n");
        _aws.Calls.Should().NotContain(call => call.Operation == "GetParameters");
    }

    [Fact]
    public async Task A_role_that_requires_MFA_needs_a_terminal()
    {
        var (exitCode, error) = await RunAsync("mfa");

        exitCode.Should().Be(1, error);
        error.Should().Contain("stdin is not a terminal").And.NotContain("\n");
    }

    [Fact]
    public async Task No_credentials_at_all_is_one_line_that_says_what_to_set()
    {
        var (exitCode, error) = await RunAsync(null);

        exitCode.Should().Be(1, error);
        error.Should().StartWith("No AWS credentials found.").And.NotContain("\n");
    }

    private static (int Status, string Json) Portal(string token) => token == "token-of-the-portal"
        ? (200, $$$"""{"roleCredentials":{"accessKeyId":"{{{PortalKey}}}","secretAccessKey":"not-a-secret","sessionToken":"session","expiration":{{{DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeMilliseconds()}}}}}""")
        : (401, """{"message":"Session token not found or invalid"}""");

    /// <summary>Writes the token file that <c>aws sso login</c> writes; its name is the hash of the session's name.</summary>
    private async Task LogInAsync(DateTimeOffset expiresAt)
    {
#pragma warning disable CA5350 // The AWS CLI names the file by SHA-1.
        var name = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes("company")));
#pragma warning restore CA5350
        var expiry = expiresAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        await WriteAsync(Path.Combine("sso", "cache", $"{name}.json"), $$"""{"startUrl":"{{StartUrl}}","region":"us-east-1","accessToken":"token-of-the-portal","expiresAt":"{{expiry}}"}""");
    }

    private async Task<(int ExitCode, string Error)> RunAsync(string? profile)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Closes stdin by sh.");
        string[] options = profile is null ? ["--region", "us-east-1"] : ["--profile", profile];
        var (exitCode, output) = await Command.RunAsync("sh", ["-c", "exec dotnet \"$0\" \"$@\" < /dev/null", Executable, "apps", "list", "--json", "--stack", _stack, .. options], _home.FullName, new Dictionary<string, string>
        {
            ["HOME"] = _home.FullName,
            ["USERPROFILE"] = _home.FullName,
            ["AWS_CONFIG_FILE"] = Path.Combine(_home.FullName, ".aws", "config"),
            ["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(_home.FullName, ".aws", "credentials"),
            ["AWS_ENDPOINT_URL"] = _aws.Url,
            ["AWS_EC2_METADATA_DISABLED"] = "true",
            ["AWS_ACCESS_KEY_ID"] = "",
            ["AWS_SECRET_ACCESS_KEY"] = "",
            ["AWS_SESSION_TOKEN"] = "",
            ["AWS_PROFILE"] = "",
        });
        return (exitCode, exitCode == 0 ? "" : output.Trim());
    }

    private async Task WriteAsync(string file, string text)
    {
        var path = Path.Combine(_home.FullName, ".aws", file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
    }
}
