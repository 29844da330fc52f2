using Amazon.Lambda.Core;

namespace MiniLogin.Playground.Gateway;

/// <summary>The context of an invocation, with 512 MB of memory.</summary>
/// <param name="timeout">The timeout of the function; null for that of MiniLogin's own, 10 s.</param>
/// <param name="log">Where the function's own lines go; null: nowhere.</param>
internal sealed partial class LocalLambdaContext(string functionName, string requestId, TimeProvider clock, TimeSpan? timeout = null, ILogger? log = null) : ILambdaContext, ILambdaLogger
{
    /// <summary>The timeout of MiniLogin's functions, as template.yaml sets it.</summary>
    public static readonly TimeSpan FunctionLimit = TimeSpan.FromSeconds(10);

    private readonly long _startedAt = clock.GetTimestamp();

    public string AwsRequestId => requestId;

    public IClientContext ClientContext => null!;

    public string FunctionName => functionName;

    public string FunctionVersion => "$LATEST";

    public ICognitoIdentity Identity => null!;

    public string InvokedFunctionArn => $"arn:aws:lambda:local:000000000000:function:{functionName}";

    public ILambdaLogger Logger => this;

    public string LogGroupName => "local";

    public string LogStreamName => "local";

    public int MemoryLimitInMB => 512;

    public TimeSpan RemainingTime => (timeout ?? FunctionLimit) - clock.GetElapsedTime(_startedAt);

    void ILambdaLogger.Log(string message) => Say(message);

    void ILambdaLogger.LogLine(string message) => Say(message);

    private void Say(string message)
    {
        if (log is not null)
        {
            Said(log, functionName, message);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Function}: {Message}")]
    private static partial void Said(ILogger log, string function, string message);
}
