using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace MiniLogin.Tests.Support;

/// <summary>
/// The AWS clients of this process retry as configured but do not wait before a retry. Otherwise the tests of a failing store
/// would wait for minutes.
/// </summary>
internal sealed class ImmediateRetries : IRuntimePipelineCustomizer
{
    public string UniqueName => nameof(ImmediateRetries);

#pragma warning disable CA2255 // A test assembly has no other place that runs before its first test.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Register() => RuntimePipelineCustomizerRegistry.Instance.Register(new ImmediateRetries());

    public void Customize(Type type, RuntimePipeline pipeline)
    {
        if (pipeline.Handlers.OfType<RetryHandler>().SingleOrDefault()?.RetryPolicy is StandardRetryPolicy policy)
        {
            pipeline.ReplaceHandler<RetryHandler>(new RetryHandler(new Policy(policy.MaxRetries)));
        }
    }

    private sealed class Policy(int maxRetries) : StandardRetryPolicy(maxRetries)
    {
        public override Task WaitBeforeRetryAsync(IExecutionContext executionContext) => Task.CompletedTask;
    }
}
