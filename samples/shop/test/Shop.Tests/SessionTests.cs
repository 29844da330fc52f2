using System.Net;

namespace Shop.Tests;

public sealed class SessionTests(RunningApp app)
{
    [Fact]
    public async Task Orders_need_a_session()
    {
        var (status, body) = await app.Anonymous.GetJsonAsync("/shop/orders");

        status.Should().Be(HttpStatusCode.Unauthorized);
        body!["message"]!.GetValue<string>().Should().Be("Unauthorized");
    }

    [Fact]
    public async Task A_session_that_has_ended_opens_nothing()
    {
        using var user = await app.LogInAsync("lilei");
        await user.DeleteAsync(new Uri("/session", UriKind.Relative), TestContext.Current.CancellationToken);

        var (status, body) = await user.GetJsonAsync("/shop/orders");

        status.Should().Be(HttpStatusCode.Forbidden);
        body!["message"]!.GetValue<string>().Should().Be("Forbidden");
    }

    [Fact]
    public async Task Products_need_no_session()
    {
        var (status, body) = await app.Anonymous.GetJsonAsync("/shop/products");

        status.Should().Be(HttpStatusCode.OK);
        body!["products"]!.AsArray().Should().NotBeEmpty();
    }
}
