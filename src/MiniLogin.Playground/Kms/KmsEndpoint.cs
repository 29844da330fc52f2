using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace MiniLogin.Playground.Kms;

/// <summary>
/// Simulates KMS at the address of the Playground, for the functions of <c>sam local</c> and for <c>minilogin</c>. For local
/// use only: it does not check signatures, and its key is public.
/// </summary>
internal static class KmsEndpoint
{
    private const string TargetHeader = "X-Amz-Target";
    private const string TargetPrefix = "TrentService.";

    /// <summary>Fits the largest plaintext, ciphertext and encryption context of KMS, 18 KB, in base64 and JSON.</summary>
    private const int MaxBody = 64 * 1024;

    /// <summary>
    /// Handles the requests that an AWS SDK sends to KMS: POST / with the operation in a header. Other requests continue to the
    /// console and the functions.
    /// </summary>
    public static void UseLocalKms(this IApplicationBuilder app) => app.MapWhen(
        http => TargetOf(http.Request) is not null,
        kms => kms.Run(async http => await (await HandleAsync(http)).ExecuteAsync(http)));

    private static string? TargetOf(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && request.Path == "/" && request.Headers[TargetHeader].ToString() is var target && target.StartsWith(TargetPrefix, StringComparison.Ordinal)
            ? target
            : null;

    private static async Task<KmsAnswer> HandleAsync(HttpContext http)
    {
        if (IsFromBrowser(http.Request))
        {
            return KmsAnswer.Error("AccessDeniedException", "The simulated KMS does not accept requests from browsers.", StatusCodes.Status403Forbidden);
        }

        http.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = MaxBody;
        try
        {
            var request = await JsonSerializer.DeserializeAsync<KmsRequest>(http.Request.Body, cancellationToken: http.RequestAborted);
            return KmsOperations.Handle(TargetOf(http.Request)![TargetPrefix.Length..], request ?? new());
        }
        catch (JsonException)
        {
            return KmsAnswer.Error("SerializationException");
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return KmsAnswer.Error("RequestEntityTooLargeException", $"A request to the simulated KMS is limited to {MaxBody} bytes.", e.StatusCode);
        }
    }

    // A page of another origin cannot send X-Amz-Target, because CORS does not allow it. DNS rebinding would get around that,
    // so every request with the headers of a browser is refused. An AWS SDK outside a browser does not send them.
    private static bool IsFromBrowser(HttpRequest request) => request.Headers.Origin.Count > 0 || request.Headers.ContainsKey("Sec-Fetch-Site");
}
