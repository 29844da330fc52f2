using System.Net;
using System.Text;

namespace MiniLogin.Tests.Support;

/// <summary>Answers code2Session synchronously. The openid is the code, and all users have the same session_key.</summary>
internal sealed class FixedWeChat(string sessionKey) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var openId = request.RequestUri!.Query.Split("js_code=")[1].Split('-')[0];
        var body = $$"""{"openid":"{{openId}}","session_key":"{{sessionKey}}"}""";
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) });
    }
}
