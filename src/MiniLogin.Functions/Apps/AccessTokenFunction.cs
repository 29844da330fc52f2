using System.Text.Json.Serialization;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using Microsoft.Extensions.Logging;
using MiniLogin.Apps;
using MiniLogin.Functions.Pipeline;
using MiniLogin.WeChat;

namespace MiniLogin.Functions.Apps;

/// <summary>
/// Gives an app's access_token to the developer's other servers. It has no route: only a role with <c>InvokeAccessTokenPolicy</c> can call
/// it, by <c>lambda:InvokeFunction</c>. docs/own-functions.md has its contract.
/// </summary>
internal sealed class AccessTokenFunction(AccessTokenService tokens, TimeProvider clock, ILogger<AccessTokenFunction> log)
{
    [LambdaFunction(ResourceName = nameof(AccessToken))]
    public async Task<AccessTokenAnswer> AccessToken(AccessTokenRequest request, ILambdaContext context)
    {
        AppId? appId = null;
        if (request?.AppId is { Length: > 0 } named && !AppId.TryParse(named, out appId))
        {
            return AccessTokenAnswer.From(Failure.RequestInvalid("appId", "must be wx and 16 lowercase hexadecimal digits"));
        }

        var left = context.RemainingTime - RequestPipeline.Reserve;
        using var limit = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock);
        try
        {
            return AccessTokenAnswer.From(await tokens.GetAsync(appId, string.IsNullOrEmpty(request?.RejectedToken) ? null : request.RejectedToken, limit.Token));
        }
        catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
        {
            FunctionLog.StoreUnavailable(log, e);
            return AccessTokenAnswer.From(Failure.StoreUnavailable);
        }
#pragma warning disable CA1031 // As in RequestPipeline: no detail may reach the caller.
        catch (Exception e)
#pragma warning restore CA1031
        {
            FunctionLog.Internal(log, e);
            return AccessTokenAnswer.From(Failure.Internal);
        }
    }
}

/// <summary>The event of the function <c>AccessToken</c>.</summary>
public sealed record AccessTokenRequest
{
    /// <summary>The mini program. If absent or empty, the default app of the stack.</summary>
    [JsonPropertyName("appId")]
    public string? AppId { get; init; }

    /// <summary>A token from here that WeChat has rejected. The answer is another one.</summary>
    [JsonPropertyName("rejectedToken")]
    public string? RejectedToken { get; init; }

    public override string ToString() => nameof(AccessTokenRequest);
}

/// <summary>The answer of the function <c>AccessToken</c>: a token, or an error. Absent members are not written.</summary>
public sealed record AccessTokenAnswer
{
    [JsonPropertyName("accessToken"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AccessToken { get; init; }

    /// <summary>In seconds, at least 300.</summary>
    [JsonPropertyName("expiresIn"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ExpiresIn { get; init; }

    /// <summary>The code, as in the errors of the API.</summary>
    [JsonPropertyName("error"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }

    /// <summary>For developers.</summary>
    [JsonPropertyName("detail"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Detail { get; init; }

    /// <summary>In seconds.</summary>
    [JsonPropertyName("retryAfter"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? RetryAfter { get; init; }

    public override string ToString() => nameof(AccessTokenAnswer);

    internal static AccessTokenAnswer From(AccessTokenResult result) => result switch
    {
        AccessTokenResult.Issued issued => new() { AccessToken = issued.AccessToken, ExpiresIn = issued.ExpiresIn },
        AccessTokenResult.Failed { Reason: var reason } => From(Failure.From(reason)),
        _ => throw new ArgumentException("Unknown result.", nameof(result)),
    };

    internal static AccessTokenAnswer From(Failure failure) => new() { Error = failure.Code, Detail = failure.Detail, RetryAfter = failure.RetryAfter };
}
