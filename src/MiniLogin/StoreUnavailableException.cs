namespace MiniLogin;

/// <summary>DynamoDB, KMS or S3 throttled the call, failed or did not answer in time. Nothing is known of the write; trying again is safe.</summary>
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
