using Amazon;
using Amazon.DynamoDBv2;
using Amazon.KeyManagementService;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using Amazon.S3;
using Amazon.SimpleSystemsManagement;

namespace MiniLogin.Cli;

/// <summary>The operator's region and credentials, and AWS clients that use them. Timeouts are longer than those of the functions.</summary>
/// <param name="readMfaCode">Asks for the code of the MFA device if the role of the profile requires one.</param>
internal sealed class AwsAccess(string? region, string? profile, Func<string> readMfaCode)
{
    private const string LocalRegion = "us-east-1";

    // A custom endpoint never gets real credentials.
    private static readonly BasicAWSCredentials Local = new("local", "local");

    // Shared by all clients, so that a role is assumed once.
    private volatile Lazy<AWSCredentials> _credentials = new(() => Resolve(profile, readMfaCode));

    public string? Profile => profile;

    /// <summary>The region, or null if none is set.</summary>
    public RegionEndpoint? Endpoint { get; } =
        region is not null ? RegionEndpoint.GetBySystemName(region)
        : profile is not null && new CredentialProfileStoreChain().TryGetProfile(profile, out var stored) && stored.Region is not null ? stored.Region
        : FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false);

    /// <summary>
    /// Gets the credentials, so that missing or expired ones are told from an unreachable service. Returns null, or why there are none.
    /// </summary>
    public async Task<CredentialsFailure?> CheckCredentialsAsync()
    {
        try
        {
            await _credentials.Value.GetCredentialsAsync();
            return null;
        }
        catch (Exception e) when (e is AmazonClientException or AmazonServiceException or InvalidOperationException or ArgumentException or HttpRequestException)
        {
            return IsNetwork(e) ? new(true, $"AWS could not be reached to get credentials: {e.Message}")
                : _credentials.IsValueCreated ? new(false, AwsRefusal.Describe(e, profile))
                : new(false, "No AWS credentials found. Pass --profile, or set AWS_PROFILE or access keys in the environment. Nothing was changed.");
        }
    }

    /// <summary>Makes the next call look for credentials again, because the operator may have renewed those in a file.</summary>
    public void ForgetCredentials() => _credentials = new(() => Resolve(profile, readMfaCode));

    public AmazonDynamoDBClient DynamoDB(string url) => new(Credentials(url), Configure(new AmazonDynamoDBConfig(), url));

    public AmazonKeyManagementServiceClient Kms(string url) => new(Credentials(url), Configure(new AmazonKeyManagementServiceConfig(), url));

    // A custom endpoint has no host names for buckets.
    public AmazonS3Client S3(string url) => new(Credentials(url), Configure(new AmazonS3Config { ForcePathStyle = url.Length > 0 }, url));

    public AmazonSimpleSystemsManagementClient Ssm(string url) => new(Credentials(url), Configure(new AmazonSimpleSystemsManagementConfig(), url));

    /// <summary>The endpoint of CloudWatch, which has no client here.</summary>
    public Uri Monitoring(string url) => new(url.Length > 0 ? url : $"https://monitoring.{Endpoint!.SystemName}.{Endpoint.PartitionDnsSuffix}");

    /// <summary>The credentials of a call that no client makes.</summary>
    /// <exception cref="AmazonClientException">There are none.</exception>
    public Task<ImmutableCredentials> CredentialsAsync(string url) => Credentials(url).GetCredentialsAsync();

    /// <summary>The name of the region of a client with this endpoint; an empty URL is the endpoint of AWS.</summary>
    public string RegionName(string url) => url.Length > 0 ? region ?? LocalRegion : Endpoint!.SystemName;

    private static AWSCredentials Resolve(string? profile, Func<string> readMfaCode)
    {
        if (profile is null || !new CredentialProfileStoreChain().TryGetAWSCredentials(profile, out var credentials))
        {
            credentials = DefaultAWSCredentialsIdentityResolver.GetCredentials();
        }

        if (credentials is AssumeRoleAWSCredentials { Options.MfaSerialNumber.Length: > 0 } role)
        {
            role.Options.MfaTokenCodeCallback = readMfaCode;
        }

        return credentials;
    }

    private static bool IsNetwork(Exception? failure) =>
        failure is not null && (failure is HttpRequestException or OperationCanceledException || IsNetwork(failure.InnerException));

    private AWSCredentials Credentials(string url) => url.Length > 0 ? Local : new DeferredCredentials(() => _credentials.Value);

    private T Configure<T>(T config, string url)
        where T : ClientConfig
    {
        config.Timeout = TimeSpan.FromSeconds(5);
        config.RetryMode = RequestRetryMode.Standard;
        config.MaxErrorRetry = 2;
        if (url.Length > 0)
        {
            config.ServiceURL = url;
            config.AuthenticationRegion = RegionName(url);
        }
        else
        {
            config.RegionEndpoint = Endpoint;
        }

        return config;
    }

    /// <summary>Looks for credentials at the first call, because a command may call none but local endpoints.</summary>
    private sealed class DeferredCredentials(Func<AWSCredentials> credentials) : AWSCredentials
    {
        public override ImmutableCredentials GetCredentials() => credentials().GetCredentials();

        public override Task<ImmutableCredentials> GetCredentialsAsync() => credentials().GetCredentialsAsync();
    }
}

/// <param name="IsNetwork">Whether a service could not be reached, rather than refused.</param>
internal sealed record CredentialsFailure(bool IsNetwork, string Message);
