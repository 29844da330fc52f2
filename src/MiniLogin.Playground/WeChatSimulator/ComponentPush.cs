using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using MiniLogin.WeChat.ThirdParty;

namespace MiniLogin.Playground.WeChatSimulator;

/// <summary>Makes and sends the pushes of the simulated WeChat, signed and encrypted as the real ones.</summary>
internal sealed class ComponentPush(WeChatSimulator simulator, TimeProvider clock, Func<Uri> gateway) : IDisposable
{
    private const string Path = "/wechat/component";

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(15) };

    /// <summary>Pushes a new ticket. Returns the status of the answer.</summary>
    public Task<int> SendTicketAsync(CancellationToken cancellationToken) =>
        SendAsync("component_verify_ticket", $"<ComponentVerifyTicket><![CDATA[{simulator.Component.NewTicket()}]]></ComponentVerifyTicket>", cancellationToken);

    /// <summary>Pushes a new ticket after the current call has been answered, as WeChat does.</summary>
    public void SendTicketSoon() => _ = Task.Run(() => SendTicketAsync(CancellationToken.None));

    /// <summary>A merchant authorises the platform.</summary>
    public Task<int> AuthorizeAsync(string appId, string name, CancellationToken cancellationToken, string type = "authorized")
    {
        var code = simulator.Component.Authorize(appId, name);
        simulator.RegisterMerchant(appId);
        return SendAsync(type, $"<AuthorizerAppid>{appId}</AuthorizerAppid><AuthorizationCode>{code}</AuthorizationCode><AuthorizationCodeExpiredTime>{clock.GetUtcNow().ToUnixTimeSeconds() + 600}</AuthorizationCodeExpiredTime><PreAuthCode>preauthcode@@@</PreAuthCode>", cancellationToken);
    }

    /// <summary>A merchant withdraws the authorisation.</summary>
    public Task<int> DeauthorizeAsync(string appId, CancellationToken cancellationToken)
    {
        simulator.Component.Deauthorize(appId);
        return SendAsync("unauthorized", $"<AuthorizerAppid>{appId}</AuthorizerAppid>", cancellationToken);
    }

    public async Task<int> SendAsync(string type, string elements, CancellationToken cancellationToken)
    {
        var (query, body) = Seal(simulator.Component.Component!, Event(simulator.Component.Component!.AppId, type, elements, clock.GetUtcNow()), clock.GetUtcNow());
        using var content = new StringContent(body, Encoding.UTF8, "text/xml");
        using var response = await _http.PostAsync(new Uri(gateway(), $"{Path}?{query}"), content, cancellationToken);
        return (int)response.StatusCode;
    }

    /// <summary>The XML of an event.</summary>
    public static string Event(string componentAppId, string type, string elements, DateTimeOffset at) =>
        $"<xml><AppId><![CDATA[{componentAppId}]]></AppId><CreateTime>{at.ToUnixTimeSeconds()}</CreateTime><InfoType><![CDATA[{type}]]></InfoType>{elements}</xml>";

    /// <summary>Encrypts and signs a message. Returns the query and the body.</summary>
    public static (string Query, string Body) Seal(SimulatedComponent component, string message, DateTimeOffset at)
    {
        var encrypt = Encrypt(message, component.EncodingAesKey, component.AppId);
        var (timestamp, nonce) = ($"{at.ToUnixTimeSeconds()}", RandomNumberGenerator.GetHexString(10, lowercase: true));
        var signature = PushMessage.Sign(component.Token, timestamp, nonce, encrypt);
        return ($"signature={PushMessage.Sign(component.Token, timestamp, nonce, "")}&timestamp={timestamp}&nonce={nonce}&encrypt_type=aes&msg_signature={signature}",
            $"<xml><AppId><![CDATA[{component.AppId}]]></AppId><Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>");
    }

    public static string Encrypt(string message, string encodingAesKey, string appId, string? random = null)
    {
        var key = Convert.FromBase64String($"{encodingAesKey}=");
        var text = Encoding.UTF8.GetBytes(message);
        var length = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(length, (uint)text.Length);
        byte[] plain = [.. Encoding.ASCII.GetBytes(random ?? RandomNumberGenerator.GetHexString(16, lowercase: true)), .. length, .. text, .. Encoding.UTF8.GetBytes(appId)];
        var padding = 32 - (plain.Length % 32);
        using var aes = Aes.Create();
        aes.SetKey(key);
        return Convert.ToBase64String(aes.EncryptCbc([.. plain, .. Enumerable.Repeat((byte)padding, padding)], key.AsSpan(0, 16), PaddingMode.None));
    }

    public void Dispose() => _http.Dispose();
}
