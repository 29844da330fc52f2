using System.Text.RegularExpressions;
using Amazon.DynamoDBv2;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Account;
using MiniLogin.Apps;
using MiniLogin.Cli;
using MiniLogin.Secrets;
using MiniLogin.Tests.Secrets;
using Spectre.Console;

namespace MiniLogin.Tests.Commands;

/// <summary>Runs the minilogin command against a world.</summary>
internal sealed partial class Operator : IDisposable
{
    private readonly World _world;
    private readonly AmazonKeyManagementServiceClient _kms;

    private Operator(World world, AmazonKeyManagementServiceClient kms, string keyId)
    {
        _world = world;
        _kms = kms;
        KeyId = keyId;
        Options = world.Services.GetRequiredService<MiniLoginOptions>();
        Clock = world.Services.GetRequiredService<TimeProvider>();
    }

    public string KeyId { get; }

    public MiniLoginOptions Options { get; }

    public TimeProvider Clock { get; set; }

    /// <summary>The output of all commands so far.</summary>
    public List<string> Written { get; } = [];

    public IAmazonDynamoDB DynamoDB => _world.Services.GetRequiredService<IAmazonDynamoDB>();

    public AppTable Table => new(DynamoDB, Options);

    /// <summary>A world whose apps are in the Apps table, and its operator. No app is registered yet.</summary>
    public static async Task<(World World, Operator Operator)> StartAsync(MiniLoginOptions? options = null, Action<IServiceCollection>? configure = null)
    {
        var world = await World.StartAsync(Store.DynamoDB, (options ?? new()) with { KmsUrl = KmsServer.Url }, services =>
        {
            services.AddSingleton<IAppRegistry, DynamoDBAppRegistry>();
            configure?.Invoke(services);
        });
        var kms = new AmazonKeyManagementServiceClient(new BasicAWSCredentials("local", "local"), new AmazonKeyManagementServiceConfig { ServiceURL = KmsServer.Url, AuthenticationRegion = "us-east-1" });
        return (world, new(world, kms, (await kms.CreateKeyAsync(new CreateKeyRequest())).KeyMetadata.KeyId));
    }

    /// <summary>Runs a command against this world, with standard input redirected unless <paramref name="hidden"/> is given.</summary>
    public Task<Ran> RunAsync(string command, string? input = null, string? hidden = null) => RunAsync(command.Split(' '), input, hidden);

    public async Task<Ran> RunAsync(string[] command, string? input = null, string? hidden = null, CancellationToken? cancellationToken = null, IAnsiConsole? console = null)
    {
        var ran = await RunAnywhereAsync(WithWhere(command), input, hidden, Clock, cancellationToken: cancellationToken, console: console);
        // An export may contain the user's phone number in its own field only.
        var output = command is ["users", "export", ..] ? OwnNumber().Replace(ran.Output, "") : ran.Output;
        SecretWatch.Run.Say($"command: {command[0]}", $"{output}\n{ran.Error}");
        Written.Add(ran.Output);
        Written.Add(ran.Error);
        return ran;
    }

    /// <summary>The command with the options that say where this world is, except those that it has already.</summary>
    public string[] WithWhere(string[] command)
    {
        string[] where =
        [
            "--endpoint-url", DynamoDBServer.Url, "--kms-endpoint-url", KmsServer.Url, "--wechat-url", _world.Http.BaseAddress!.GetLeftPart(UriPartial.Authority),
            "--sessions-table", Options.SessionsTable, "--users-table", Options.UsersTable, "--apps-table", Options.AppsTable, "--deletions-table", Options.DeletionsTable, "--key-id", KeyId,
        ];
        return [.. command, .. where.Chunk(2).Where(o => !command.Contains(o[0])).SelectMany(o => o)];
    }

    public static async Task<Ran> RunAnywhereAsync(string[] args, string? input = null, string? hidden = null, TimeProvider? clock = null, Dictionary<string, string>? environment = null, CancellationToken? cancellationToken = null, IAnsiConsole? console = null)
    {
        var terminal = new FakeTerminal(input, hidden, console);
        var command = new OperatorCommand(terminal, clock ?? TimeProvider.System, name => environment?.GetValueOrDefault(name));
        var exitCode = await command.RunAsync(args, cancellationToken ?? TestContext.Current.CancellationToken);
        return new(exitCode, terminal.Written.ToString(), terminal.Messages.ToString());
    }

    public async Task AddAppAsync() => (await RunAsync($"apps add {World.AppId} --name Shop", World.AppSecret)).Should(0);

    /// <summary>The current credentials in the table.</summary>
    public async Task<AppCredentials> CredentialsAsync()
    {
        var row = await Table.FindAsync(World.App, consistent: true, TestContext.Current.CancellationToken);
        var credentials = AppCredentialsDocument.Read(World.AppId, await new KmsAppCredentialsCipher(_kms).DecryptAsync(World.AppId, new(row!.Credentials), TestContext.Current.CancellationToken));
        World.KeepKeys(credentials);
        return credentials;
    }

    /// <summary>Stores a secret that no command would store.</summary>
    public async Task ReplaceSecretAsync(string secret) => await ReplaceCredentialsAsync(KeyRotation.WithSecret(await CredentialsAsync(), secret));

    public async Task ReplaceCredentialsAsync(AppCredentials credentials)
    {
        var row = await Table.FindAsync(World.App, consistent: true, TestContext.Current.CancellationToken);
        var ciphertext = await new KmsAppCredentialsCipher(_kms).EncryptAsync(World.AppId, KeyId, AppCredentialsDocument.Write(credentials), TestContext.Current.CancellationToken);
        (await Table.ReplaceCredentialsAsync(row!, ciphertext, TestContext.Current.CancellationToken)).Should().BeTrue();
    }

    public void Dispose() => _kms.Dispose();

    [GeneratedRegex("\"(phoneNumber|purePhoneNumber)\": \"[^\"]*\"")]
    private static partial Regex OwnNumber();
}
