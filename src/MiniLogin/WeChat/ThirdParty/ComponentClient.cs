using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MiniLogin.Apps;

namespace MiniLogin.WeChat.ThirdParty;

/// <summary>
/// Makes the calls of the third-party platform. If WeChat no longer accepts the component_access_token, gets another one and repeats the
/// call once. WeChat takes all of these calls only from addresses on the component's IP list.
/// </summary>
internal sealed class ComponentClient(IComponentStore store, ComponentTokens tokens, WeChatSender sender)
{
    /// <summary>The most that WeChat lists at once.</summary>
    public const int PageSize = 500;

    private const string Path = "/cgi-bin/component/";

    public Task<WeChatReply<Code2SessionAnswer>> ExchangeCodeAsync(App app, WxCode code, CancellationToken cancellationToken) => CallAsync(
        app.AppId,
        (component, token) => new(WeChatApi.ComponentCode2Session, "/sns/component/jscode2session?grant_type=authorization_code"
            + $"&appid={Uri.EscapeDataString(app.AppId.ToString())}&component_appid={component.AppId}&component_access_token={token}&js_code={Uri.EscapeDataString(code.Reveal())}"),
        WeChatJson.Default.Code2SessionAnswer,
        cancellationToken);

    /// <summary>Redeems the authorization_code of an event, once.</summary>
    public async Task<WeChatReply<Authorization>> QueryAuthAsync(AppId appId, string authorizationCode, CancellationToken cancellationToken) =>
        (await PostAsync(appId, WeChatApi.QueryAuth, "api_query_auth", id => new(id) { AuthorizationCode = authorizationCode }, ComponentJson.Default.QueryAuthAnswer, cancellationToken))
        .Select(answer => new Authorization(answer.Info?.AppId, new(answer.Info?.AccessToken, answer.Info?.ExpiresIn, answer.Info?.RefreshToken)));

    /// <summary>Gets an authorizer_access_token.</summary>
    public async Task<WeChatReply<IssuedToken>> RefreshAsync(AppId appId, string refreshToken, CancellationToken cancellationToken) =>
        (await PostAsync(appId, WeChatApi.AuthorizerToken, "api_authorizer_token", id => new(id) { AuthorizerAppId = appId.ToString(), RefreshToken = refreshToken }, ComponentJson.Default.AuthorizerTokenAnswer, cancellationToken))
        .Select(answer => new IssuedToken(answer.AccessToken, answer.ExpiresIn, answer.RefreshToken));

    public Task<WeChatReply<AuthorizerListAnswer>> ListAsync(AppId component, int offset, CancellationToken cancellationToken) =>
        PostAsync(component, WeChatApi.AuthorizerList, "api_get_authorizer_list", id => new(id) { Offset = offset, Count = PageSize }, ComponentJson.Default.AuthorizerListAnswer, cancellationToken);

    public Task<WeChatReply<AuthorizerInfoAnswer>> GetInfoAsync(AppId appId, CancellationToken cancellationToken) =>
        PostAsync(appId, WeChatApi.AuthorizerInfo, "api_get_authorizer_info", id => new(id) { AuthorizerAppId = appId.ToString() }, ComponentJson.Default.AuthorizerInfoAnswer, cancellationToken);

    /// <summary>Asks WeChat to push tickets again. The only call without a token.</summary>
    public Task<WeChatReply<PlainAnswer>> StartPushAsync(Component component, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new ComponentRequest(component.AppId) { PushSecret = component.Secrets.Secret }, ComponentJson.Default.ComponentRequest);
        return sender.SendAsync(component.AppId, new(WeChatApi.StartPushTicket, $"{Path}api_start_push_ticket", body), ComponentJson.Default.PlainAnswer, cancellationToken);
    }

    private Task<WeChatReply<T>> PostAsync<T>(AppId about, WeChatApi api, string name, Func<AppId, ComponentRequest> request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class, IWeChatAnswer => CallAsync(
        about,
        (component, token) => new(api, $"{Path}{name}?component_access_token={token}", JsonSerializer.SerializeToUtf8Bytes(request(component.AppId), ComponentJson.Default.ComponentRequest)),
        type,
        cancellationToken);

    /// <param name="about">The app that the log names.</param>
    private async Task<WeChatReply<T>> CallAsync<T>(AppId about, Func<Component, string, WeChatCall> call, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class, IWeChatAnswer
    {
        if (await store.FindAsync(cancellationToken) is not { } component)
        {
            return new WeChatReply<T>.Failed(new WeChatFailure.Misconfigured(ErrCodes.Ok, "no third-party platform is configured, so nothing was sent to WeChat; run minilogin component set"));
        }

        return await AccessToken.CallAsync(
            revoked => tokens.GetAsync(component, revoked, cancellationToken),
            token => sender.SendAsync(about, call(component, token), type, cancellationToken));
    }
}

/// <summary>What a merchant's authorisation gives, not yet validated.</summary>
internal sealed record Authorization(string? AppId, IssuedToken Tokens);
