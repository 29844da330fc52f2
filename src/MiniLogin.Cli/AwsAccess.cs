using Amazon;
using Amazon.DynamoDBv2;
using Amazon.KeyManagementService;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.S3;

namespace MiniLogin.Cli;

/// <summary>The operator's region and credentials, and AWS clients that use them. Timeouts are longer than those of the functions.</summary>
internal sealed record AwsAccess(string? Region, string? Profile)
{
    private const string LocalRegion = "us-east-1";

    /// <summary>The region, or null if none is set.</summary>
    public RegionEndpoint? Endpoint =>
        Region is not null ? RegionEndpoint.GetBySystemName(Region)
        : Profile is not null && new CredentialProfileStoreChain().TryGetProfile(Profile, out var profile) && profile.Region is not null ? profile.Region
        : FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false);

    public AmazonDynamoDBClient DynamoDB(string url)
    {
        var config = Configure(new AmazonDynamoDBConfig(), url);
        return Credentials(url) is { } credentials ? new(credentials, config) : new(config);
    }

    public AmazonKeyManagementServiceClient Kms(string url)
    {
        var config = Configure(new AmazonKeyManagementServiceConfig(), url);
        return Credentials(url) is { } credentials ? new(credentials, config) : new(config);
    }

    public AmazonS3Client S3(string url)
    {
        // A custom endpoint has no host names for buckets.
        var config = Configure(new AmazonS3Config { ForcePathStyle = url.Length > 0 }, url);
        return Credentials(url) is { } credentials ? new(credentials, config) : new(config);
    }

    private T Configure<T>(T config, string url)
        where T : ClientConfig
    {
        config.Timeout = TimeSpan.FromSeconds(5);
        config.RetryMode = RequestRetryMode.Standard;
        config.MaxErrorRetry = 2;
        if (url.Length > 0)
        {
            config.ServiceURL = url;
            config.AuthenticationRegion = Region ?? LocalRegion;
        }
        else
        {
            config.RegionEndpoint = Endpoint;
        }

        return config;
    }

    /// <summary>Null for the default order of the AWS SDK. A custom endpoint never gets real credentials.</summary>
    private AWSCredentials? Credentials(string url) =>
        url.Length > 0 ? new BasicAWSCredentials("local", "local")
        : Profile is not null && new CredentialProfileStoreChain().TryGetAWSCredentials(Profile, out var credentials) ? credentials
        : null;
}
