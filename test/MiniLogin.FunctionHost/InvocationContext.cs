using Amazon.Lambda.Core;

namespace MiniLogin.FunctionHost;

/// <summary>The context of an invocation.</summary>
internal sealed class InvocationContext(string function, string requestId, DateTimeOffset deadline) : ILambdaContext
{
    public string AwsRequestId => requestId;

    public IClientContext ClientContext => null!;

    public string FunctionName => function;

    public string FunctionVersion => "$LATEST";

    public ICognitoIdentity Identity => null!;

    public string InvokedFunctionArn => $"arn:aws:lambda:local:000000000000:function:{function}";

    public ILambdaLogger Logger => null!;

    public string LogGroupName => "local";

    public string LogStreamName => "local";

    public int MemoryLimitInMB => 512;

    public TimeSpan RemainingTime => deadline - TimeProvider.System.GetUtcNow();
}
