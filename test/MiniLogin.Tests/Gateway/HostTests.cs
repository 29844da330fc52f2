using System.Net;

namespace MiniLogin.Tests.Gateway;

/// <summary>
/// A web page can give its own host name the address of the developer's machine (DNS rebinding). The Playground then must not answer.
/// </summary>
public sealed class HostTests
{
    private static readonly string[] Paths = ["/", "/session", "/playground/calls", "/playground/wx/login", "/sns/jscode2session", "/nothing"];

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:5080")]
    [InlineData("127.0.0.1:5080")]
    [InlineData("192.168.1.5")]
    [InlineData("[::1]:5080")]
    [InlineData("host.docker.internal:5080")]
    public async Task Names_and_addresses_of_this_machine_are_accepted(string host)
    {
        await using var world = await World.StartAsync(Store.Memory);

        foreach (var path in Paths)
        {
            (await SendAsync(world, HttpMethod.Get, host, path)).Status.Should().NotBe(HttpStatusCode.MisdirectedRequest, path);
        }
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:5080")]
    [InlineData("localhost.evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("evil.localhost")]
    [InlineData("host.docker.internal.evil.example")]
    public async Task Other_names_are_refused_on_every_path(string host)
    {
        await using var world = await World.StartAsync(Store.Memory);

        foreach (var path in Paths)
        {
            var reply = await SendAsync(world, HttpMethod.Get, host, path);

            reply.Status.Should().Be(HttpStatusCode.MisdirectedRequest, path);
            reply.Body.Should().ContainAll("host_unknown", host.Split(':')[0], "--host");
        }

        (await SendAsync(world, HttpMethod.Post, host, "/playground/wx/login")).Status.Should().Be(HttpStatusCode.MisdirectedRequest);
        world.Traffic.After(0).Calls.Should().BeEmpty("a page must not fill the console either");
    }

    private static Task<Reply> SendAsync(World world, HttpMethod method, string host, string path)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Host = host;
        return Reply.OfAsync(world.Http, request);
    }
}
