using System.CommandLine;
using System.Text.RegularExpressions;
using Amazon.Runtime.CredentialManagement;

namespace MiniLogin.Cli;

/// <summary>The options of every command: the deployment, and how to reach it.</summary>
internal sealed partial class GlobalOptions
{
    public const string KeyIdName = "--key-id";
    public const string AvatarsBucketName = "--avatars-bucket";

    private readonly Option<string?> _region;
    private readonly Option<string?> _profile;
    private readonly Option<string?> _endpointUrl;
    private readonly Option<string?> _kmsEndpointUrl;
    private readonly Option<string[]> _weChatUrls;
    private readonly Option<string> _sessionsTable;
    private readonly Option<string> _usersTable;
    private readonly Option<string> _appsTable;
    private readonly Option<string> _avatarsBucket;
    private readonly Option<string?> _s3EndpointUrl;
    private readonly Option<string?> _keyId;
    private readonly Option<string?> _publicUrl;

    public GlobalOptions(Func<string, string?> environment)
    {
        var defaults = new MiniLoginOptions();
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
        _sessionsTable = Table("--sessions-table", "sessions", defaults.SessionsTable);
        _usersTable = Table("--users-table", "users", defaults.UsersTable);
        _appsTable = Table("--apps-table", "apps", defaults.AppsTable);
        _avatarsBucket = new(AvatarsBucketName)
        {
            Description = "Remove users' pictures from this S3 bucket: output AvatarsBucket of the stack. Or set MINILOGIN_AVATARS_BUCKET.",
            HelpName = "NAME",
            Recursive = true,
            DefaultValueFactory = _ => environment("MINILOGIN_AVATARS_BUCKET") ?? "",
        };
        _avatarsBucket.Validators.Add(result => Inputs.Check(result, result.GetValue(_avatarsBucket), BucketPattern(), $"{AvatarsBucketName} must be the name of an S3 bucket."));
        _keyId = new(KeyIdName)
        {
            Description = "Encrypt new credentials with this KMS key: output AppCredentialsKeyId of the stack. Or set MINILOGIN_KEY_ID.",
            HelpName = "ID",
            Recursive = true,
            DefaultValueFactory = _ => environment("MINILOGIN_KEY_ID"),
        };
        _endpointUrl = Inputs.Url("--endpoint-url", "Use this DynamoDB endpoint, without real credentials; for local use. Or set MINILOGIN_ENDPOINT_URL.", () => environment("MINILOGIN_ENDPOINT_URL"));
        _kmsEndpointUrl = Inputs.Url("--kms-endpoint-url", "Use this KMS endpoint, without real credentials; for local use. Or set MINILOGIN_KMS_ENDPOINT_URL.", () => environment("MINILOGIN_KMS_ENDPOINT_URL"));
        _s3EndpointUrl = Inputs.Url("--s3-endpoint-url", "Use this S3 endpoint, without real credentials; for local use. Or set MINILOGIN_S3_ENDPOINT_URL.", () => environment("MINILOGIN_S3_ENDPOINT_URL"));
        _publicUrl = new("--public-url")
        {
            Description = "Show stored pictures with this URL of the API: output ApiUrl of the stack. Or set MINILOGIN_PUBLIC_URL.",
            HelpName = "URL",
            Recursive = true,
            DefaultValueFactory = _ => environment("MINILOGIN_PUBLIC_URL"),
        };
        _publicUrl.Validators.Add(result => Inputs.Check(result, result.GetValue(_publicUrl), PublicUrlPattern(), "--public-url must be an http:// or https:// URL."));
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
        Json = new("--json") { Description = "Print one JSON document to stdout, and messages to stderr.", Recursive = true };

        Option<string> Table(string name, string what, string byDefault)
        {
            var variable = $"MINILOGIN_{what.ToUpperInvariant()}_TABLE";
            var option = new Option<string>(name)
            {
                Description = $"Use this {what} table, an output of the stack. Or set {variable}.",
                HelpName = "NAME",
                Recursive = true,
                DefaultValueFactory = _ => environment(variable) is { Length: > 0 } set ? set : byDefault,
            };
            option.Validators.Add(result => Inputs.Check(result, result.GetValue(option), TablePattern(), $"{name} must have 3 to 255 characters of a-z, A-Z, 0-9, '_', '-' and '.'."));
            return option;
        }
    }

    public Option<bool> Json { get; }

    public IEnumerable<Option> All => [_region, _profile, _sessionsTable, _usersTable, _appsTable, _avatarsBucket, _keyId, _endpointUrl, _kmsEndpointUrl, _s3EndpointUrl, _publicUrl, _weChatUrls, Json];

    public string? KeyId(ParseResult parsed) => parsed.GetValue(_keyId) is { Length: > 0 } keyId ? keyId : null;

    public AwsAccess Access(ParseResult parsed) => new(parsed.GetValue(_region), parsed.GetValue(_profile));

    /// <summary>The given WeChat hosts; empty if none was given.</summary>
    public IReadOnlyList<string> WeChatUrls(ParseResult parsed) => parsed.GetValue(_weChatUrls) ?? [];

    public MiniLoginOptions Options(ParseResult parsed) => new()
    {
        SessionsTable = parsed.GetRequiredValue(_sessionsTable),
        UsersTable = parsed.GetRequiredValue(_usersTable),
        AppsTable = parsed.GetRequiredValue(_appsTable),
        DynamoDBUrl = parsed.GetValue(_endpointUrl) ?? "",
        KmsUrl = parsed.GetValue(_kmsEndpointUrl) ?? "",
        S3Url = parsed.GetValue(_s3EndpointUrl) ?? "",
        AvatarsBucket = parsed.GetRequiredValue(_avatarsBucket),
        PublicUrl = parsed.GetValue(_publicUrl) ?? "",
    };

    [GeneratedRegex(MiniLoginOptions.PublicUrlPattern, RegexOptions.CultureInvariant)]
    private static partial Regex PublicUrlPattern();

    [GeneratedRegex("^[A-Za-z0-9_.-]{3,255}$", RegexOptions.CultureInvariant)]
    private static partial Regex TablePattern();

    [GeneratedRegex("^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$", RegexOptions.CultureInvariant)]
    private static partial Regex BucketPattern();

    [GeneratedRegex("^[a-z]{2,}(-[a-z]+)+-[0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex RegionPattern();
}
