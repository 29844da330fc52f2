using Amazon.Lambda.APIGatewayEvents;
using BenchmarkDotNet.Attributes;
using MiniLogin.Tests.Support;

namespace MiniLogin.Benchmarks;

/// <summary>The number of logins is fixed, because a user may log in only so often per minute.</summary>
[MemoryDiagnoser]
[WarmupCount(5)]
[IterationCount(15)]
[InvocationCount(2048, 1)]
public class LoginBenchmarks
{
    private readonly InnerPath _path = new(users: 20_000);

    [Benchmark]
    public Task<APIGatewayHttpApiV2ProxyResponse> LogInWithProfile() => _path.LogInAsync();
}
