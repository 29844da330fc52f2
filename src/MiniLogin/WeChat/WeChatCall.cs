using System.Net.Http.Headers;

namespace MiniLogin.WeChat;

/// <summary>A call of WeChat's server API, to be made at any of its hosts. Its address and body hold secrets, so its name is all the text it has.</summary>
/// <param name="name">As WeChat's documentation has it.</param>
/// <param name="json">Posted; null: a GET.</param>
internal sealed class WeChatCall(string name, string pathAndQuery, byte[]? json = null)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public string Name => name;

    public HttpRequestMessage At(Uri host)
    {
        var address = new Uri(host, pathAndQuery);
        return json is null
            ? new(HttpMethod.Get, address)
            : new(HttpMethod.Post, address) { Content = new ByteArrayContent(json) { Headers = { ContentType = Json } } };
    }

    public override string ToString() => name;
}
