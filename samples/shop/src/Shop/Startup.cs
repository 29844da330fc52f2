using Amazon.DynamoDBv2;
using Amazon.Lambda.Annotations;
using Microsoft.Extensions.DependencyInjection;

namespace Shop;

/// <summary>Configures the services of a function when it starts.</summary>
[LambdaStartup]
public sealed class Startup
{
    public void ConfigureServices(IServiceCollection services)
    {
        var table = Environment.GetEnvironmentVariable("ORDERS_TABLE") ?? throw new InvalidOperationException("ORDERS_TABLE is not set. template.yaml sets it.");
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IAmazonDynamoDB>(_ => new AmazonDynamoDBClient());
        services.AddSingleton(provider => new OrderStore(provider.GetRequiredService<IAmazonDynamoDB>(), table));
    }
}
