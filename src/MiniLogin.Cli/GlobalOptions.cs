using System.CommandLine;
using System.Text.RegularExpressions;
using Amazon.Runtime.CredentialManagement;

namespace MiniLogin.Cli;

/// <summary>The options of every command: the deployment, and how to reach it.</summary>
internal sealed partial class GlobalOptions
{
    public const string KeyIdName = "--key-id";
    public const string AvatarsBucketName = "--avatars-bucket";

    private readonly Option<string?> _stack;
    private readonly Option<string?> _region;
    private readonly Option<string?> _profile;
    private readonly Option<string?> _endpointUrl;
    private readonly Option<string?> _kmsEndpointUrl;
    private readonly Option<string[]> _weChatUrls;
    private readonly Option<string?> _weComUrl;
    private readonly Option<string?> _s3EndpointUrl;
    private readonly Option<string?> _ssmEndpointUrl;
    private readonly Coordinate _sessionsTable;
    private readonly Coordinate _usersTable;
    private readonly Coordinate _appsTable;
    private readonly Coordinate _deletionsTable;
    private readonly Coordinate _avatarsBucket;
    private readonly Coordinate _keyId;
    private readonly Coordinate _publicUrl;

    public GlobalOptions(Func<string, string?> environment)
    {
        _stack = new("--stack")
        {
            Description = "Find tables, key, bucket and URL of this stack, which wrote them to SSM. Or set MINILOGIN_STACK. Options and environment variables for single values override it. With --endpoint-url, MINILOGIN_STACK is not used.",
            HelpName = "NAME",
            Recursive = true,
            DefaultValueFactory = _ => Variable("MINILOGIN_STACK"),
        };
        _stack.Validators.Add(result => Inputs.Check(result, result.GetValue(_stack), StackPattern(), "--stack must be the name of a stack: a letter, then letters, digits and '-', such as minilogin-prod."));
        _region = new("--region") { Description = "Use this AWS region instead of that of the profile or the environment.", HelpName = "REGION", Recursive = true };
        _region.Validators.Add(result => Inputs.Check(result, result.GetValue(_region), RegionPattern(), "--region must be the name of an AWS region, such as ap-southeast-1."));
        _profile = new("--profile") { Description = "Use this profile of the AWS configuration files instead of the default order: environment, default profile, role.", HelpName = "NAME", Recursive = true };
        _profile.Validators.Add(result =>
        {
            if (result.GetValue(_profile) is { } name && !new CredentialProfileStoreChain().TryGetProfile(name, out _))
            {
                result.AddError($"--profile not found in the AWS configuration files: {name}");
            }
        });
        _sessionsTable = Table("sessions", stack => stack.SessionsTable);
        _usersTable = Table("users", stack => stack.UsersTable);
        _appsTable = Table("apps", stack => stack.AppsTable);
        _deletionsTable = Table("deletions", stack => stack.DeletionsTable);
        _avatarsBucket = Add(
            AvatarsBucketName, "MINILOGIN_AVATARS_BUCKET", "NAME", "Remove users' pictures from this S3 bucket: output AvatarsBucket of the stack.",
            BucketPattern(), $"{AvatarsBucketName} must be the name of an S3 bucket.", stack => stack.AvatarsBucket);
        _keyId = Add(
            KeyIdName, "MINILOGIN_KEY_ID", "ID", "Encrypt new credentials with this KMS key: output AppCredentialsKeyId of the stack.",
            KeyIdPattern(), $"{KeyIdName} must be the id, ARN or alias of a KMS key.", stack => stack.AppCredentialsKeyId);
        _publicUrl = Add(
            "--public-url", "MINILOGIN_PUBLIC_URL", "URL", "Show stored pictures with this URL of the API: output ApiUrl of the stack.",
            PublicUrlPattern(), "--public-url must be an http:// or https:// URL.", stack => stack.ApiUrl);
        _endpointUrl = Inputs.Url("--endpoint-url", "Use this DynamoDB endpoint, without real credentials; for local use. Or set MINILOGIN_ENDPOINT_URL.", () => environment("MINILOGIN_ENDPOINT_URL"));
        _kmsEndpointUrl = Inputs.Url("--kms-endpoint-url", "Use this KMS endpoint, without real credentials; for local use. Or set MINILOGIN_KMS_ENDPOINT_URL.", () => environment("MINILOGIN_KMS_ENDPOINT_URL"));
        _s3EndpointUrl = Inputs.Url("--s3-endpoint-url", "Use this S3 endpoint, without real credentials; for local use. Or set MINILOGIN_S3_ENDPOINT_URL.", () => environment("MINILOGIN_S3_ENDPOINT_URL"));
        _ssmEndpointUrl = Inputs.Url("--ssm-endpoint-url", "Use this SSM endpoint, without real credentials; for local use. Or set MINILOGIN_SSM_ENDPOINT_URL.", () => environment("MINILOGIN_SSM_ENDPOINT_URL"));
        _weChatUrls = new("--wechat-url")
        {
            Description = "Use this WeChat API instead of the known hosts. Can be repeated. Or set MINILOGIN_WECHAT_URL.",
            HelpName = "URL",
            Recursive = true,
            DefaultValueFactory = _ => environment("MINILOGIN_WECHAT_URL")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
        };
        _weChatUrls.Validators.Add(result =>
        {
            foreach (var url in result.GetValue(_weChatUrls) ?? [])
            {
                Inputs.CheckUrl(result, _weChatUrls.Name, url);
            }
        });
        _weComUrl = Inputs.Url("--wecom-url", "Use this WeCom API instead of WeCom's own; for local use. Default with --endpoint-url: that of --wechat-url. Or set MINILOGIN_WECOM_URL.", () => environment("MINILOGIN_WECOM_URL"));
        Json = new("--json") { Description = "Print one JSON document to stdout, and messages to stderr.", Recursive = true };

        Coordinate Table(string what, Func<StackCoordinates, string> ofStack) => Add(
            $"--{what}-table", $"MINILOGIN_{what.ToUpperInvariant()}_TABLE", "NAME", $"Use this {what} table, an output of the stack; default minilogin-{what}.",
            TablePattern(), $"--{what}-table must have 3 to 255 characters of a-z, A-Z, 0-9, '_', '-' and '.'.", ofStack);

        Coordinate Add(string name, string variable, string helpName, string description, Regex pattern, string error, Func<StackCoordinates, string> ofStack)
        {
            var option = new Option<string?>(name) { Description = $"{description} Or set {variable}.", HelpName = helpName, Recursive = true, DefaultValueFactory = _ => Variable(variable) };
            option.Validators.Add(result => Inputs.Check(result, result.GetValue(option), pattern, error));
            return new(option, variable, ofStack);
        }

        string? Variable(string name) => environment(name) is { Length: > 0 } set ? set : null;
    }

    public Option<bool> Json { get; }

    public IEnumerable<Option> All =>
    [
        _stack, _region, _profile, .. Coordinates.Select(coordinate => coordinate.Option), _endpointUrl, _kmsEndpointUrl, _s3EndpointUrl, _ssmEndpointUrl, _weChatUrls, _weComUrl, Json,
    ];

    private IEnumerable<Coordinate> Coordinates => [_sessionsTable, _usersTable, _appsTable, _deletionsTable, _avatarsBucket, _keyId, _publicUrl];

    /// <summary>The named stack, or null. A variable for AWS does not change a command for local endpoints.</summary>
    public string? Stack(ParseResult parsed) => IsLocal(parsed) && SsmUrl(parsed).Length == 0 && parsed.GetResult(_stack) is not { Implicit: false } ? null : parsed.GetValue(_stack);

    /// <summary>Whether DynamoDB is a local endpoint.</summary>
    public bool IsLocal(ParseResult parsed) => parsed.GetValue(_endpointUrl) is { Length: > 0 };

    public string SsmUrl(ParseResult parsed) => parsed.GetValue(_ssmEndpointUrl) ?? "";

    public AwsAccess Access(ParseResult parsed, Func<string> readMfaCode) => new(parsed.GetValue(_region), parsed.GetValue(_profile), readMfaCode);

    /// <summary>The given WeChat hosts; empty if none was given.</summary>
    public IReadOnlyList<string> WeChatUrls(ParseResult parsed) => parsed.GetValue(_weChatUrls) ?? [];

    public string? KeyId(ParseResult parsed, StackCoordinates? stack) => _keyId.Value(parsed, stack) is { Length: > 0 } keyId ? keyId : null;

    /// <summary>The environment variables that override a value of the stack by another one.</summary>
    public IReadOnlyList<string> Overriding(ParseResult parsed, StackCoordinates stack) =>
        [.. Coordinates.Where(c => parsed.GetResult(c.Option) is not { Implicit: false } && c.Value(parsed, stack) != c.OfStack(stack)).Select(c => c.Variable)];

    /// <param name="stack">The stack, whose values apply where neither an option nor an environment variable is set.</param>
    public MiniLoginOptions Options(ParseResult parsed, StackCoordinates? stack)
    {
        var options = new MiniLoginOptions();
        return options with
        {
            SessionsTable = _sessionsTable.Value(parsed, stack) ?? options.SessionsTable,
            UsersTable = _usersTable.Value(parsed, stack) ?? options.UsersTable,
            AppsTable = _appsTable.Value(parsed, stack) ?? options.AppsTable,
            DeletionsTable = _deletionsTable.Value(parsed, stack) ?? options.DeletionsTable,
            DynamoDBUrl = parsed.GetValue(_endpointUrl) ?? "",
            KmsUrl = parsed.GetValue(_kmsEndpointUrl) ?? "",
            S3Url = parsed.GetValue(_s3EndpointUrl) ?? "",
            WeChatUrl = WeChatUrls(parsed) is { Count: > 0 } weChat ? string.Join(';', weChat) : options.WeChatUrl,
            // The Playground simulates both at one address.
            WeComUrl = parsed.GetValue(_weComUrl) is { Length: > 0 } weCom ? weCom : IsLocal(parsed) && WeChatUrls(parsed) is [var simulator, ..] ? simulator : options.WeComUrl,
            AvatarsBucket = _avatarsBucket.Value(parsed, stack) ?? "",
            PublicUrl = _publicUrl.Value(parsed, stack) ?? "",
        };
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9-]{0,127}$", RegexOptions.CultureInvariant)]
    private static partial Regex StackPattern();

    [GeneratedRegex("^(arn:[^\\s]+|alias/[A-Za-z0-9/_-]+|mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$", RegexOptions.CultureInvariant)]
    private static partial Regex KeyIdPattern();

    [GeneratedRegex(MiniLoginOptions.PublicUrlPattern, RegexOptions.CultureInvariant)]
    private static partial Regex PublicUrlPattern();

    [GeneratedRegex("^[A-Za-z0-9_.-]{3,255}$", RegexOptions.CultureInvariant)]
    private static partial Regex TablePattern();

    [GeneratedRegex("^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$", RegexOptions.CultureInvariant)]
    private static partial Regex BucketPattern();

    [GeneratedRegex("^[a-z]{2,}(-[a-z]+)+-[0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex RegionPattern();

    /// <summary>A value of the deployment: from its option, else its environment variable, else the stack.</summary>
    private sealed record Coordinate(Option<string?> Option, string Variable, Func<StackCoordinates, string> OfStack)
    {
        public string? Value(ParseResult parsed, StackCoordinates? stack) => parsed.GetValue(Option) ?? (stack is null ? null : OfStack(stack));
    }
}
