using System.Net;
using System.Text;

namespace MiniLogin.Tests.Support;

/// <summary>Answers code2Session at once and on the caller's thread, the code being the openid; its session_key is everybody's.</summary>
internal sealed class FixedWeChat(string sessionKey) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var openId = request.RequestUri!.Query.Split("js_code=")[1].Split('-')[0];
        var body = $$"""{"openid":"{{openId}}","session_key":"{{sessionKey}}"}""";
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) });
    }
}
