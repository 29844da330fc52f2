using System.IO.Compression;
using System.Reflection;
using System.Text.RegularExpressions;
using Amazon.DynamoDBv2;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Apps;

namespace MiniLogin.Tests.Packages;

/// <summary>The package MiniLogin in a project of an app, outside the repository, with a newer AWS SDK.</summary>
[Slow]
public sealed class ConsumerTests : IDisposable
{
    private const string NewestSdk = "4.1.0";

    private const string Program = """
        using Amazon.DynamoDBv2;
        using Amazon.Runtime;
        using Microsoft.Extensions.DependencyInjection;
        using MiniLogin;
        using MiniLogin.Sessions;

        using var own = new AmazonDynamoDBClient(new BasicAWSCredentials("own", "own"), new AmazonDynamoDBConfig { ServiceURL = "http://127.0.0.1:1" });
        using var services = new ServiceCollection()
            .AddSingleton<IAmazonDynamoDB>(own)
            .AddMiniLoginSessions(new()
            {
                SessionsTable = Environment.GetEnvironmentVariable("SESSIONS")!,
                UsersTable = Environment.GetEnvironmentVariable("USERS")!,
                AppsTable = Environment.GetEnvironmentVariable("APPS")!,
                DynamoDBUrl = Environment.GetEnvironmentVariable("DYNAMODB")!,
            })
            .BuildServiceProvider();
        var sessions = services.GetRequiredService<SessionService>();
        foreach (var token in new[] { Environment.GetEnvironmentVariable("TOKEN"), "nonsense" })
        {
            Console.WriteLine(await sessions.ValidateAsync(SessionToken.Parse(token), default) is SessionCheck.Valid { Session: var session } ? $"valid {session.UserKey}" : "invalid");
        }

        Console.WriteLine(ReferenceEquals(own, services.GetRequiredService<IAmazonDynamoDB>()) ? "own client" : "another client");
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("minilogin-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task An_app_with_the_newest_AWS_SDK_checks_a_session_without_warnings()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        await new AppTable(world.Services.GetRequiredService<IAmazonDynamoDB>(), world.Options).AddAsync(new(World.App, "Shop", Enabled: true), [1], world.Now, TestContext.Current.CancellationToken);
        var token = await world.TokenAsync();
        await PackAsync("MiniLogin");
        Write("app.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NuGetAudit>false</NuGetAudit>
                <RestoreAdditionalProjectSources>{_folder.FullName}/feed</RestoreAdditionalProjectSources>
                <!-- Packages that are there already are not downloaded again, and MiniLogin's is not kept. -->
                <RestoreFallbackFolders>{Kept}</RestoreFallbackFolders>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="MiniLogin" Version="*-*" />
                <PackageReference Include="AWSSDK.DynamoDBv2" Version="[{NewestSdk}]" />
                <PackageReference Include="Microsoft.Extensions.DependencyInjection" Version="10.0.14" />
              </ItemGroup>
            </Project>
            """);
        Write("Program.cs", Program);

        await DotnetAsync("build", "app.csproj", "-o", "out", "--nologo", "-nodeReuse:false");
        var output = await DotnetAsync("out/app.dll");

        (await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "obj", "project.assets.json"), TestContext.Current.CancellationToken)).Should()
            .Contain($"\"AWSSDK.DynamoDBv2/{NewestSdk}\"").And.Contain($"\"AWSSDK.Core/{NewestSdk}\"");
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Should().Equal($"valid {World.UserKey("lilei")}", "invalid", "own client");

        async Task<string> DotnetAsync(params string[] arguments)
        {
            // No region, profile or key of AWS: a session check needs none for KMS or S3.
            var (exitCode, text) = await Command.RunAsync("dotnet", arguments, _folder.FullName, new Dictionary<string, string>
            {
                ["NUGET_PACKAGES"] = Path.Combine(_folder.FullName, "packages"),
                ["AWS_REGION"] = "",
                ["AWS_DEFAULT_REGION"] = "",
                ["AWS_PROFILE"] = "",
                ["AWS_CONFIG_FILE"] = Path.Combine(_folder.FullName, "no-config"),
                ["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(_folder.FullName, "no-credentials"),
                ["AWS_EC2_METADATA_DISABLED"] = "true",
                ["SESSIONS"] = world.Options.SessionsTable,
                ["USERS"] = world.Options.UsersTable,
                ["APPS"] = world.Options.AppsTable,
                ["DYNAMODB"] = DynamoDBServer.Url,
                ["TOKEN"] = token,
            });
            exitCode.Should().Be(0, text);
            return text;
        }
    }

    [Fact]
    public async Task The_package_depends_on_ranges_of_versions()
    {
        var package = await PackAsync("MiniLogin");

        await using var archive = await ZipFile.OpenReadAsync(package, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(await archive.Entries.Single(entry => entry.Name.EndsWith(".nuspec", StringComparison.Ordinal)).OpenAsync(TestContext.Current.CancellationToken));
        var versions = Regex.Matches(await reader.ReadToEndAsync(TestContext.Current.CancellationToken), "<dependency id=\"([^\"]+)\" version=\"([^\"]+)\"").ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);

        versions.Keys.Should().Contain(["AWSSDK.DynamoDBv2", "Microsoft.Extensions.Logging"]);
        versions.Values.Should().NotContain(version => version.EndsWith(']'), "an exact version forbids an app to use a newer one");
    }

    private static string Kept => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } packages ? packages
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder.FullName, file), text);

    /// <summary>Packs a project as it was built for the tests. Returns the file.</summary>
    private async Task<string> PackAsync(string project)
    {
        var configuration = typeof(ConsumerTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var (exitCode, output) = await Command.RunAsync("dotnet", ["pack", $"src/{project}", "--no-build", "-c", configuration, "-o", Path.Combine(_folder.FullName, "feed")], Repository.Root);
        exitCode.Should().Be(0, output);
        return Directory.GetFiles(Path.Combine(_folder.FullName, "feed"), "*.nupkg").Single();
    }
}
