using Amazon.Lambda.APIGatewayEvents;
using MiniLogin.Functions.Answers;
using MiniLogin.Functions.Wafer;
using MiniLogin.Login;

namespace MiniLogin.Functions.Login;

/// <summary>Reads a login from Wafer headers or from a JSON body.</summary>
internal static class LoginRequests
{
    public static LoginRequest FromHeaders(Call call) => new()
    {
        Code = call.Header(WaferHeaders.Code),
        Profile = new() { EncryptedData = NotEmpty(call.Header(WaferHeaders.EncryptedData)), Iv = NotEmpty(call.Header(WaferHeaders.Iv)) },
        Referer = call.Referer,
        UserAgent = call.Header("User-Agent"),
        Presented = call.Presented,
    };

    /// <summary>Reads the login. Returns null and the failure if the body is invalid.</summary>
    public static LoginRequest? FromBody(Call call, APIGatewayHttpApiV2ProxyRequest request, out Failure? failure)
    {
        if (JsonBody.Read(request, AnswerJson.Default.LoginBody, out failure) is not { } body)
        {
            return null;
        }

        return new()
        {
            Code = body.Code,
            AppId = body.AppId,
            Nonce = body.Nonce,
            Profile = new() { EncryptedData = body.EncryptedData, Iv = body.Iv, RawData = body.RawData, Signature = body.Signature },
            Referer = call.Referer,
            UserAgent = call.Header("User-Agent"),
            Presented = call.Presented,
        };
    }

    // Wafer clients always send both headers. The text that wx.request sends for undefined depends on its version.
    private static string? NotEmpty(string? value) => value is null or "" or "undefined" or "null" or "[object Undefined]" or "[object Null]" ? null : value;
}
