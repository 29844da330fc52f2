using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniLogin.Tests.Support;

/// <summary>An answer that was read completely.</summary>
internal sealed record Reply(HttpStatusCode Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public JsonObject Json => JsonNode.Parse(Body)!.AsObject();

    public static async Task<Reply> OfAsync(HttpClient http, HttpRequestMessage request)
    {
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(',', h.Value), StringComparer.OrdinalIgnoreCase);
        return new(response.StatusCode, body, headers);
    }

    /// <summary>Checks that it is a 200 that forbids caching; returns itself.</summary>
    public Reply Ok(string because = "")
    {
        Status.Should().Be(HttpStatusCode.OK, "{0} {1}", because, Body);
        Headers.Should().Contain("Cache-Control", "no-store");
        return this;
    }

    public string Text(string member) => Json[member]!.GetValue<string>();

    public DateTimeOffset Time(string member) => Json[member]!.Deserialize<DateTimeOffset>();

    /// <summary>Checks that it is a problem document with this status, code and field; returns itself.</summary>
    public Reply ShouldFail(int status, string code, string? field = null)
    {
        ((int)Status).Should().Be(status, Body);
        Headers.Should().Contain("Content-Type", "application/problem+json").And.Contain("Cache-Control", "no-store");
        Text("code").Should().Be(code);
        Json["status"]!.GetValue<int>().Should().Be(status);
        Json["field"]?.GetValue<string>().Should().Be(field);
        Headers.ContainsKey("Retry-After").Should().Be(status is 429 or 503);
        Headers.ContainsKey("WWW-Authenticate").Should().Be(status is 401);
        return this;
    }

    /// <summary>Checks that it is a failure in the Wafer format; returns itself.</summary>
    public Reply ShouldFailForWafer(int status, string error)
    {
        ((int)Status).Should().Be(status, Body);
        Json["F2C224D4-2BCE-4C64-AF9F-A6D872000D1A"]!.GetValue<int>().Should().Be(1);
        Json["code"]!.GetValue<int>().Should().Be(-1);
        Text("error").Should().Be(error);
        Text("message").Should().NotBeEmpty();
        return this;
    }
}
