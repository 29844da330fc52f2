using BenchmarkDotNet.Running;
using MiniLogin.Benchmarks;

BenchmarkSwitcher.FromTypes([typeof(SessionBenchmarks), typeof(LoginBenchmarks)]).Run(args);
