using Amazon.Lambda.APIGatewayEvents;
using BenchmarkDotNet.Attributes;
using MiniLogin.Sessions;
using MiniLogin.Tests.Support;

namespace MiniLogin.Benchmarks;

[MemoryDiagnoser]
public class SessionBenchmarks
{
    private InnerPath _path = null!;
    private string _token = "";

    [GlobalSetup]
    public async Task LogInAsync()
    {
        _path = new(users: 1);
        _token = await _path.TokenAsync();
    }

    [Benchmark]
    public Task<SessionCheck> ValidateToken() => _path.ValidateAsync(_token);

    [Benchmark]
    public Task<APIGatewayHttpApiV2ProxyResponse> ParseAndAnswerCheck() => _path.CheckAsync(_token);
}
