using Amazon.Lambda.Core;

namespace MiniLogin.FunctionHost;

/// <summary>An invocation of the function: 512 MB and 10 s, as in the template.</summary>
internal sealed class InvocationContext(string requestId) : ILambdaContext
{
    public string AwsRequestId => requestId;

    public IClientContext ClientContext => null!;

    public string FunctionName => "WaferLogin";

    public string FunctionVersion => "$LATEST";

    public ICognitoIdentity Identity => null!;

    public string InvokedFunctionArn => "arn:aws:lambda:local:000000000000:function:WaferLogin";

    public ILambdaLogger Logger => null!;

    public string LogGroupName => "local";

    public string LogStreamName => "local";

    public int MemoryLimitInMB => 512;

    public TimeSpan RemainingTime => TimeSpan.FromSeconds(10);
}
