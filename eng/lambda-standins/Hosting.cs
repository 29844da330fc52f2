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
    /// <summary>Does nothing outside Lambda, like the package. Throws on Lambda, where the stand-in could not serve requests.</summary>
    public static IServiceCollection AddAWSLambdaHosting(this IServiceCollection services, LambdaEventSource eventSource) =>
        Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API") is null
            ? services
            : throw new NotSupportedException($"Built without Amazon.Lambda.AspNetCoreServer.Hosting: cannot serve {eventSource} on Lambda.");
}
