using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MiniLogin.Apps;
using MiniLogin.Secrets;

namespace MiniLogin.WeChat;

/// <summary>Makes calls that need an access_token. If WeChat no longer accepts the token, gets another one and repeats the call once.</summary>
internal sealed class AuthorizedWeChatClient(WeChatSender sender, AccessTokens tokens)
{
    /// <param name="openId">The user who must have pressed the button.</param>
    /// <param name="code">From a button with open-type getPhoneNumber, not from wx.login.</param>
    public Task<WeChatReply<PhoneNumberAnswer>> GetPhoneNumberAsync(App app, AppCredentials credentials, string openId, WxCode code, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new PhoneNumberRequest(code.Reveal(), openId), WeChatJson.Default.PhoneNumberRequest);
        return CallAsync(app, credentials, WeChatApi.GetUserPhoneNumber, token => new(WeChatApi.GetUserPhoneNumber, $"/wxa/business/getuserphonenumber?access_token={token}", body), WeChatJson.Default.PhoneNumberAnswer, cancellationToken);
    }

    public Task<WeChatReply<SessionKeyAnswer>> CheckSessionKeyAsync(App app, AppCredentials credentials, string openId, SessionKey key, CancellationToken cancellationToken) =>
        CallAsync(app, credentials, WeChatApi.CheckSession, token => new(WeChatApi.CheckSession, $"/wxa/checksession?access_token={token}{Signed(openId, key)}"), WeChatJson.Default.SessionKeyAnswer, cancellationToken);

    public Task<WeChatReply<SessionKeyAnswer>> ResetSessionKeyAsync(App app, AppCredentials credentials, string openId, SessionKey key, CancellationToken cancellationToken) =>
        CallAsync(app, credentials, WeChatApi.ResetUserSessionKey, token => new(WeChatApi.ResetUserSessionKey, $"/wxa/resetusersessionkey?access_token={token}{Signed(openId, key)}"), WeChatJson.Default.SessionKeyAnswer, cancellationToken);

    /// <param name="code">From wx.qy.login, for an app of WeCom.</param>
    public Task<WeChatReply<WeComSessionAnswer>> ExchangeWeComCodeAsync(App app, AppCredentials credentials, WxCode code, CancellationToken cancellationToken) =>
        CallAsync(app, credentials, WeChatApi.WeComCode2Session, token => new(WeChatApi.WeComCode2Session, $"/cgi-bin/miniprogram/jscode2session?access_token={token}&js_code={Uri.EscapeDataString(code.Reveal())}&grant_type=authorization_code"), WeChatJson.Default.WeComSessionAnswer, cancellationToken);

    private static string Signed(string openId, SessionKey key) => $"&openid={Uri.EscapeDataString(openId)}&signature={key.Sign("")}&sig_method=hmac_sha256";

    private async Task<WeChatReply<T>> CallAsync<T>(App app, AppCredentials credentials, WeChatApi api, Func<string, WeChatCall> call, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class, IWeChatAnswer
    {
        if (!app.Traits().Calls.HasFlag(api))
        {
            return new WeChatReply<T>.Failed(new WeChatFailure.NotOffered());
        }

        return await AccessToken.CallAsync(
            revoked => tokens.GetAsync(app, credentials, revoked, cancellationToken),
            token => sender.SendAsync(app, call(token), type, cancellationToken));
    }
}
