using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace MiniLogin.Aws;

/// <summary>Tells an AWS service that is not available now from a mistake of ours, which stays the exception it is.</summary>
internal static class AwsCall
{
    public static async Task<T> RunAsync<T>(Task<T> call)
    {
        try
        {
            return await call;
        }
        catch (Exception failure) when (IsUnavailable(failure))
        {
            throw new StoreUnavailableException($"The store is not available: {failure.GetType().Name}.", failure);
        }
    }

    /// <summary>A write with a precondition: false when that does not hold, and nothing was written.</summary>
    public static async Task<bool> TryWriteAsync<T>(Task<T> write)
    {
        try
        {
            await RunAsync(write);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }

    private static bool IsUnavailable(Exception failure) => failure switch
    {
        AmazonServiceException service => (int)service.StatusCode >= 500 || service.StatusCode == 0 || service.Retryable is not null || IsThrottling(service.ErrorCode),
        AmazonClientException or HttpRequestException or OperationCanceledException or TimeoutException or IOException => true,
        _ => false,
    };

    private static bool IsThrottling(string? errorCode) => errorCode is
        "ProvisionedThroughputExceededException" or "RequestLimitExceeded" or "ThrottlingException" or "Throttling" or
        "TransactionConflictException" or "LimitExceededException" or "KMSInternalException" or "DependencyTimeoutException" or
        "SlowDown" or "RequestTimeout" or "ConditionalRequestConflict";
}
