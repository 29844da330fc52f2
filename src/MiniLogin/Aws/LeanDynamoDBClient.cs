using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace MiniLogin.Aws;

/// <summary>
/// The SDK's client without the steps of its pipeline that have nothing to do for DynamoDB or with these settings: its own
/// metrics, events, compression, checksums and endpoint discovery. See docs/performance.md.
/// </summary>
internal sealed class LeanDynamoDBClient : AmazonDynamoDBClient
{
    public LeanDynamoDBClient(AmazonDynamoDBConfig config)
        : base(config)
    {
    }

    public LeanDynamoDBClient(AWSCredentials credentials, AmazonDynamoDBConfig config)
        : base(credentials, config)
    {
    }

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.RemoveHandler<MetricsHandler>();
        pipeline.RemoveHandler<ErrorCallbackHandler>();
        while (pipeline.Handlers.OfType<CallbackHandler>().Any())
        {
            pipeline.RemoveHandler<CallbackHandler>();
        }

        pipeline.RemoveHandler<CompressionHandler>();
        pipeline.RemoveHandler<ChecksumHandler>();
        pipeline.RemoveHandler<EndpointDiscoveryHandler>();
    }
}
