using System.Net;
using System.Text;

namespace MiniLogin.Tests.Sessions;

/// <summary>DynamoDB is throttled, down, slow or misconfigured.</summary>
public sealed class StoreFailureTests
{
    [Theory]
    [InlineData(400, "ProvisionedThroughputExceededException")]
    [InlineData(400, "ThrottlingException")]
    [InlineData(400, "RequestLimitExceeded")]
    [InlineData(500, "InternalServerError")]
    [InlineData(503, "ServiceUnavailable")]
    public async Task An_unavailable_store_gives_503_in_both_formats_and_ends_no_session(int status, string error)
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        var token = await world.TokenAsync();
        world.Calls.Intercept = (_, _) => Task.FromResult<HttpResponseMessage?>(Failure(status, error));

        foreach (var (method, path) in new[] { (HttpMethod.Get, "/session"), (HttpMethod.Get, "/user"), (HttpMethod.Delete, "/session") })
        {
            (await world.SendAsync(method, path, token: token)).ShouldFail(503, "store_unavailable");
            var wafer = (await world.SendAsync(method, path, headers: ("X-WX-Skey", token))).ShouldFail(503, "store_unavailable");
            wafer.Body.Should().NotContain("F2C224D4", "a Wafer client would drop its session");
        }

        (await world.LogInAsync(world.WxLogin())).ShouldFail(503, "store_unavailable");
        (await world.SendAsync(HttpMethod.Get, "/login", headers: ("X-WX-Code", world.WxLogin()))).ShouldFailForWafer(503, "ERR_LOGIN_FAILED");
        world.Calls.Intercept = null;
        (await world.ShowSessionAsync(token)).Ok();
        (await world.LogInAsync(world.WxLogin())).Ok();
    }

    [Theory]
    [InlineData("ResourceNotFoundException")]
    [InlineData("AccessDeniedException")]
    public async Task A_wrong_deployment_gives_500(string error)
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        var token = await world.TokenAsync();
        world.Calls.Intercept = (_, _) => Task.FromResult<HttpResponseMessage?>(Failure(400, error));

        (await world.ShowSessionAsync(token)).ShouldFail(500, "internal").Body.Should().NotContain(error);
        world.Logs.Lines.Should().Contain(line => line.StartsWith("Critical", StringComparison.Ordinal) && line.Contains("Event=internal", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_broken_connection_is_retried()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        var token = await world.TokenAsync();
        var broken = 0;
        world.Calls.Intercept = (_, _) => Interlocked.Increment(ref broken) == 1 ? throw new HttpRequestException("broken") : Task.FromResult<HttpResponseMessage?>(null);

        (await world.ShowSessionAsync(token)).Ok();
    }

    [Fact]
    public async Task A_failed_extension_does_not_fail_the_session_check()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        var login = (await world.LogInAsync(world.WxLogin())).Ok();
        world.Pass(TimeSpan.FromHours(2));
        world.Calls.Intercept = (operation, _) => Task.FromResult(operation == "UpdateItem" ? Failure(500, "InternalServerError") : null);

        (await world.ShowSessionAsync(login.Text("token"))).Ok().Text("expiresAt").Should().Be(login.Text("expiresAt"));
        world.Logs.Lines.Should().Contain(line => line.Contains("Event=session_not_extended", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_session_written_before_a_lost_answer_is_returned()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        var lost = 0;
        world.Calls.InterceptAnswer = (operation, _, answer) => operation == "PutItem" && Interlocked.Increment(ref lost) == 1 ? throw new HttpRequestException("lost") : answer;

        var login = (await world.LogInAsync(world.WxLogin())).Ok();

        world.Calls.Operations.Count(o => o == "PutItem").Should().Be(2);
        (await world.ShowSessionAsync(login.Text("token"))).Ok();
    }

    [Fact]
    public async Task A_login_whose_session_write_failed_works_with_a_new_code()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        world.Calls.Intercept = (operation, _) => Task.FromResult(operation == "PutItem" ? Failure(500, "InternalServerError") : null);
        var code = world.WxLogin();
        (await world.LogInAsync(code, "a-nonce-of-the-client-0001")).ShouldFail(503, "store_unavailable");
        world.Calls.Intercept = null;

        (await world.LogInAsync(code, "a-nonce-of-the-client-0001")).ShouldFail(401, "code_rejected");
        (await world.LogInAsync(world.WxLogin())).Ok();
    }

    private static HttpResponseMessage Failure(int status, string error) => new((HttpStatusCode)status)
    {
        Content = new StringContent($$"""{"__type":"com.amazonaws.dynamodb.v20120810#{{error}}","message":"injected"}""", Encoding.UTF8, "application/x-amz-json-1.0"),
    };
}
