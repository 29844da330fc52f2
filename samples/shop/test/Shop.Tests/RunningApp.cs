using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniLogin.Playground;

[assembly: AssemblyFixture(typeof(Shop.Tests.RunningApp))]

namespace Shop.Tests;

/// <summary>
/// The app in a Playground, for all tests. Needs a DynamoDB: `npx dynalite --port 8000`, or the address of another one in
/// MINILOGIN_DYNAMODB.
/// </summary>
public sealed class RunningApp : IAsyncLifetime
{
    private RunningPlayground? _running;

    /// <summary>A client without a session.</summary>
    public HttpClient Anonymous => _running!.Http;

    public async ValueTask InitializeAsync() => _running = await Playground.StartAsync(typeof(OrderFunctions).Assembly, "template.yaml");

    /// <summary>Logs a simulated user in and returns a client with the session.</summary>
    public Task<HttpClient> LogInAsync(string user) => _running!.LogInAsync(user);

    /// <summary>Deletes the account of a simulated user. Returns after the app has received the deletion.</summary>
    public Task DeleteAccountAsync(string user) => _running!.DeleteAccountAsync(user);

    public async ValueTask DisposeAsync()
    {
        if (_running is not null)
        {
            await _running.DisposeAsync();
        }
    }
}

/// <summary>Calls of the API and their answers.</summary>
internal static class Calls
{
    public static async Task<(HttpStatusCode Status, JsonNode? Body)> GetJsonAsync(this HttpClient user, string path)
    {
        using var response = await user.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return await response.ReadAsync();
    }

    public static Task<(HttpStatusCode Status, JsonNode? Body)> CreateOrderAsync(this HttpClient user, object order) => user.PostTextAsync(JsonSerializer.Serialize(order));

    public static async Task<(HttpStatusCode Status, JsonNode? Body)> PostTextAsync(this HttpClient user, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await user.PostAsync(new Uri("/shop/orders", UriKind.Relative), body, TestContext.Current.CancellationToken);
        return await response.ReadAsync();
    }

    public static async Task<IReadOnlyList<string>> TitlesAsync(this HttpClient user)
    {
        var (status, body) = await user.GetJsonAsync("/shop/orders?limit=100");
        status.Should().Be(HttpStatusCode.OK);
        return [.. body!["orders"]!.AsArray().Select(order => order!["title"]!.GetValue<string>())];
    }

    private static async Task<(HttpStatusCode Status, JsonNode? Body)> ReadAsync(this HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (response.StatusCode, text == "" ? null : JsonNode.Parse(text));
    }
}
