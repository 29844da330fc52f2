using Amazon.DynamoDBv2;
using Amazon.KeyManagementService;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.S3;

namespace MiniLogin.Aws;

/// <summary>Creates the AWS clients. A call has up to three attempts of 1 s each, because the whole function has 10 s.</summary>
internal static class AwsClients
{
    // A custom endpoint must not get real credentials.
    private static readonly BasicAWSCredentials Local = new("local", "local");

    public static AmazonDynamoDBClient DynamoDB(MiniLoginOptions options, AwsConnections connections)
    {
        var config = Limit(new AmazonDynamoDBConfig(), connections);
        config.EndpointProvider = new OneEndpoint(config.EndpointProvider);
        return options.DynamoDBUrl.Length == 0 ? new(config) : new(Local, At(config, options.DynamoDBUrl));
    }

    public static AmazonKeyManagementServiceClient Kms(MiniLoginOptions options, AwsConnections connections)
    {
        var config = Limit(new AmazonKeyManagementServiceConfig(), connections);
        return options.KmsUrl.Length == 0 ? new(config) : new(Local, At(config, options.KmsUrl));
    }

    public static AmazonS3Client S3(MiniLoginOptions options, AwsConnections connections)
    {
        var config = Limit(new AmazonS3Config(), connections);
        if (options.S3Url.Length == 0)
        {
            return new(config);
        }

        // A custom endpoint has no host names for buckets.
        config.ForcePathStyle = true;
        return new(Local, At(config, options.S3Url));
    }

    private static T Limit<T>(T config, AwsConnections connections)
        where T : ClientConfig
    {
        config.Timeout = TimeSpan.FromSeconds(1);
        config.RetryMode = RequestRetryMode.Standard;
        config.MaxErrorRetry = 2;
        config.DisableLogging = true;
        config.HttpClientFactory = connections;
        return config;
    }

    private static T At<T>(T config, string url)
        where T : ClientConfig
    {
        config.ServiceURL = url;
        config.AuthenticationRegion = "us-east-1";
        return config;
    }
}

/// <summary>
/// Resolves the endpoint at a client's first call and uses it for all calls. A client has one region and one account, and names no
/// table by its ARN.
/// </summary>
internal sealed class OneEndpoint(IEndpointProvider rules) : IEndpointProvider
{
    private Endpoint? _endpoint;

    public Endpoint ResolveEndpoint(EndpointParameters parameters) => _endpoint ??= rules.ResolveEndpoint(parameters);
}
