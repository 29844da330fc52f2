using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace MiniLogin.Aws;

/// <summary>
/// Throws <see cref="StoreUnavailableException"/> if an AWS service is unavailable.
/// Other exceptions are our own mistakes and are not changed.
/// </summary>
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
            throw new StoreUnavailableException($"The store is unavailable: {failure.GetType().Name}.", failure);
        }
    }

    /// <summary>Runs a conditional write. Returns false if the condition does not hold; nothing is written then.</summary>
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
