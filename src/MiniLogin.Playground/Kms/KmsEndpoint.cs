using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace MiniLogin.Playground.Kms;

/// <summary>
/// A KMS for the functions of <c>sam local</c> and for <c>minilogin</c>, at the address of the Playground. For local use only:
/// it checks no signature, and its key is no secret.
/// </summary>
internal static class KmsEndpoint
{
    private const string TargetHeader = "X-Amz-Target";
    private const string TargetPrefix = "TrentService.";

    /// <summary>Enough for the largest plaintext, ciphertext and encryption context that KMS takes, 18 KB, in base64 and JSON.</summary>
    private const int MaxBody = 64 * 1024;

    /// <summary>
    /// Answers what the AWS SDK sends to KMS: POST / with the operation in a header. All else at / goes on to the console and
    /// the functions.
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
            return KmsAnswer.Error("AccessDeniedException", "The simulated KMS answers no browser.", StatusCodes.Status403Forbidden);
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
            return KmsAnswer.Error("RequestEntityTooLargeException", $"A request to the simulated KMS has at most {MaxBody} bytes.", e.StatusCode);
        }
    }

    // A page of another origin cannot send the header without permission by CORS, which nothing here gives. A page whose name
    // was made to resolve to this machine could; but every POST of a browser has an Origin, and no AWS SDK outside of one does.
    private static bool IsFromBrowser(HttpRequest request) => request.Headers.Origin.Count > 0 || request.Headers.ContainsKey("Sec-Fetch-Site");
}
