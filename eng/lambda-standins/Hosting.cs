namespace Microsoft.Extensions.DependencyInjection;

public enum LambdaEventSource
{
    RestApi,
    HttpApi,
    ApplicationLoadBalancer,
    WebsocketApi,
}

public static class ServiceCollectionExtensions
{
    /// <summary>Outside Lambda the package does nothing either; on Lambda this could not answer, so it says so.</summary>
    public static IServiceCollection AddAWSLambdaHosting(this IServiceCollection services, LambdaEventSource eventSource) =>
        Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API") is null
            ? services
            : throw new NotSupportedException($"Built without Amazon.Lambda.AspNetCoreServer.Hosting: cannot serve {eventSource} on Lambda.");
}
