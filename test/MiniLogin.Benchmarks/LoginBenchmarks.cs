using BenchmarkDotNet.Attributes;
using MiniLogin.Tests.Support;

namespace MiniLogin.Benchmarks;

/// <summary>The number of logins is fixed, because each needs an event of its own.</summary>
[MemoryDiagnoser]
[WarmupCount(5)]
[IterationCount(15)]
[InvocationCount(Logins, 1)]
public class LoginBenchmarks
{
    private const int Logins = 2048;

    private readonly InnerPath _path = new();
    private Func<byte[], Task<MemoryStream>> _call = null!;
    private IReadOnlyList<byte[]> _events = [];
    private int _next;

    [IterationSetup]
    public void Prepare()
    {
        _call = _path.Call("WaferLogin");
        _events = _path.EventsAsync("WaferLogin", Logins).GetAwaiter().GetResult();
        _next = 0;
    }

    [Benchmark]
    public Task<MemoryStream> LogInWithProfile() => _call(_events[_next++]);
}
