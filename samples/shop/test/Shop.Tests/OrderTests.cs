using System.Net;
using System.Text.Json.Nodes;

namespace Shop.Tests;

public sealed class OrderTests(RunningApp app)
{
    [Fact]
    public async Task An_order_is_created_and_listed()
    {
        using var user = await app.LogInAsync("lilei");

        var (status, order) = await user.CreateOrderAsync(new { title = " Green tea ", quantity = 2 });

        status.Should().Be(HttpStatusCode.Created);
        order!["title"]!.GetValue<string>().Should().Be("Green tea");
        order["quantity"]!.GetValue<int>().Should().Be(2);
        var (_, page) = await user.GetJsonAsync("/shop/orders?limit=100");
        page!["orders"]!.AsArray().Should().Contain(each => JsonNode.DeepEquals(each, order));
    }

    [Fact]
    public async Task A_user_sees_and_deletes_only_their_own_orders()
    {
        using var lilei = await app.LogInAsync("lilei");
        using var meimei = await app.LogInAsync("meimei");
        var (_, order) = await lilei.CreateOrderAsync(new { title = "Of Li Lei", quantity = 1 });
        var path = new Uri($"/shop/orders/{order!["id"]}", UriKind.Relative);

        (await meimei.TitlesAsync()).Should().NotContain("Of Li Lei");
        (await meimei.DeleteAsync(path, TestContext.Current.CancellationToken)).StatusCode.Should().Be(HttpStatusCode.NotFound);

        (await lilei.TitlesAsync()).Should().Contain("Of Li Lei");
        (await lilei.DeleteAsync(path, TestContext.Current.CancellationToken)).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await lilei.TitlesAsync()).Should().NotContain("Of Li Lei");
    }

    [Fact]
    public async Task Two_users_may_choose_the_same_id()
    {
        using var lilei = await app.LogInAsync("lilei");
        using var meimei = await app.LogInAsync("meimei");
        var id = NewId();

        (await lilei.CreateOrderAsync(new { id, title = "Coffee", quantity = 1 })).Status.Should().Be(HttpStatusCode.Created);
        (await meimei.CreateOrderAsync(new { id, title = "Mooncake", quantity = 1 })).Status.Should().Be(HttpStatusCode.Created);
    }

    [Fact]
    public async Task An_order_that_is_sent_again_is_created_once()
    {
        using var user = await app.LogInAsync("lilei");
        var order = new { id = NewId(), title = "Sent twice", quantity = 1 };

        var first = await user.CreateOrderAsync(order);
        var second = await user.CreateOrderAsync(order);

        (first.Status, second.Status).Should().Be((HttpStatusCode.Created, HttpStatusCode.OK));
        JsonNode.DeepEquals(second.Body, first.Body).Should().BeTrue();
        (await user.TitlesAsync()).Should().ContainSingle(title => title == "Sent twice");
    }

    [Fact]
    public async Task An_id_cannot_be_used_for_another_order()
    {
        using var user = await app.LogInAsync("lilei");
        var id = NewId();
        await user.CreateOrderAsync(new { id, title = "Coffee", quantity = 1 });

        var (status, problem) = await user.CreateOrderAsync(new { id, title = "Coffee", quantity = 2 });

        status.Should().Be(HttpStatusCode.Conflict);
        problem!["code"]!.GetValue<string>().Should().Be("order_exists");
    }

    [Fact]
    public async Task Orders_are_listed_page_by_page_the_newest_first()
    {
        using var user = await app.LogInAsync("pages");
        foreach (var title in new[] { "First", "Second", "Third" })
        {
            await user.CreateOrderAsync(new { id = NewId(), title, quantity = 1 });
            // The ids begin with the time in milliseconds.
            await Task.Delay(2, TestContext.Current.CancellationToken);
        }

        var (_, page) = await user.GetJsonAsync("/shop/orders?limit=2");
        var (_, next) = await user.GetJsonAsync($"/shop/orders?limit=2&after={page!["next"]}");

        TitlesOf(page).Should().Equal("Third", "Second");
        TitlesOf(next).Should().Equal("First");
        next!["next"].Should().BeNull();
    }

    [Theory]
    [InlineData("""{"title":"","quantity":1}""", "title")]
    [InlineData("""{"quantity":1}""", "title")]
    [InlineData("""{"title":7,"quantity":1}""", "title")]
    [InlineData("""{"title":"Tea"}""", "quantity")]
    [InlineData("""{"title":"Tea","quantity":0}""", "quantity")]
    [InlineData("""{"title":"Tea","quantity":100}""", "quantity")]
    [InlineData("""{"title":"Tea","quantity":"two"}""", "quantity")]
    [InlineData("""{"id":"a b","title":"Tea","quantity":1}""", "id")]
    [InlineData("title=Tea&quantity=1", null)]
    [InlineData("null", null)]
    [InlineData("", null)]
    public async Task An_invalid_order_is_refused_and_the_answer_names_the_field(string body, string? field)
    {
        using var user = await app.LogInAsync("meimei");

        var (status, problem) = await user.PostTextAsync(body);

        status.Should().Be(HttpStatusCode.BadRequest);
        problem!["code"]!.GetValue<string>().Should().Be("request_invalid");
        problem["field"]?.GetValue<string>().Should().Be(field);
    }

    [Fact]
    public async Task A_title_has_at_most_100_characters()
    {
        using var user = await app.LogInAsync("meimei");

        (await user.CreateOrderAsync(new { title = new string('a', 100), quantity = 1 })).Status.Should().Be(HttpStatusCode.Created);
        (await user.CreateOrderAsync(new { title = new string('a', 101), quantity = 1 })).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("after=a%20b", "after")]
    public async Task An_invalid_query_is_refused(string query, string field)
    {
        using var user = await app.LogInAsync("meimei");

        var (status, problem) = await user.GetJsonAsync($"/shop/orders?{query}");

        status.Should().Be(HttpStatusCode.BadRequest);
        problem!["field"]!.GetValue<string>().Should().Be(field);
    }

    private static string NewId() => Guid.CreateVersion7().ToString();

    private static IEnumerable<string> TitlesOf(JsonNode? page) => page!["orders"]!.AsArray().Select(order => order!["title"]!.GetValue<string>());
}
