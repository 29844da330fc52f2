namespace MiniLogin;

/// <summary>
/// DynamoDB, KMS or S3 throttled the call, failed, or did not answer in time.
/// A write may or may not have been made; retrying is safe.
/// </summary>
public sealed class StoreUnavailableException : Exception
{
    public StoreUnavailableException()
    {
    }

    public StoreUnavailableException(string message)
        : base(message)
    {
    }

    public StoreUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
