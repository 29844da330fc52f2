using BenchmarkDotNet.Attributes;
using MiniLogin.Sessions;
using MiniLogin.Tests.Support;

namespace MiniLogin.Benchmarks;

[MemoryDiagnoser]
public class SessionBenchmarks
{
    private readonly InnerPath _path = new();
    private Func<byte[], Task<MemoryStream>> _call = null!;
    private byte[] _event = [];
    private string _token = "";

    [GlobalSetup]
    public async Task LogInAsync()
    {
        _token = await _path.TokenAsync(1);
        _call = _path.Call("ShowSession");
        _event = (await _path.EventsAsync("ShowSession", 1))[0];
    }

    [Benchmark]
    public Task<SessionCheck> ValidateToken() => _path.ValidateAsync(_token);

    [Benchmark]
    public Task<MemoryStream> ParseAndAnswerCheck() => _call(_event);
}
