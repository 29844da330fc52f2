using Amazon.Lambda.Core;

namespace MiniLogin.Playground.Gateway;

/// <summary>The context of an invocation, with the memory (512 MB) and the timeout (10 s) of the template.</summary>
internal sealed class LocalLambdaContext(string functionName, string requestId, TimeProvider clock) : ILambdaContext
{
    private static readonly TimeSpan FunctionLimit = TimeSpan.FromSeconds(10);

    private readonly long _startedAt = clock.GetTimestamp();

    public string AwsRequestId => requestId;

    public IClientContext ClientContext => null!;

    public string FunctionName => functionName;

    public string FunctionVersion => "$LATEST";

    public ICognitoIdentity Identity => null!;

    public string InvokedFunctionArn => $"arn:aws:lambda:local:000000000000:function:{functionName}";

    public ILambdaLogger Logger => null!;

    public string LogGroupName => "local";

    public string LogStreamName => "local";

    public int MemoryLimitInMB => 512;

    public TimeSpan RemainingTime => FunctionLimit - clock.GetElapsedTime(_startedAt);
}
