using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Sessions;

namespace MiniLogin.Tests.Failures;

/// <summary>
/// A function process that dies during a call: the phone gets no answer and retries, and another environment of the function
/// handles the retry.
/// </summary>
public sealed class ProcessDeathTests
{
    private const string Nonce = "a-nonce-of-the-client-0001";

    [Fact]
    public async Task A_crash_before_the_session_write_needs_a_new_code()
    {
        await using var dying = await World.StartAsync(Store.DynamoDB);
        await using var next = await World.StartAsync(Store.DynamoDB, beside: dying);
        var code = dying.WxLogin();
        await DieAsync(dying, () => dying.LogInAsync(code, Nonce), before: "PutItem", after: null);

        (await next.LogInAsync(code, Nonce)).ShouldFail(401, "code_rejected");
        (await next.LogInAsync(dying.WxLogin(), Nonce)).Ok().Json["isNewUser"]!.GetValue<bool>().Should().BeFalse();

        (await SessionsAsync(next)).Should().ContainSingle();
    }

    [Theory]
    [InlineData(Nonce)]
    [InlineData(null)]
    public async Task A_retry_after_a_crash_past_the_session_write_gets_that_session(string? nonce)
    {
        await using var dying = await World.StartAsync(Store.DynamoDB);
        await using var next = await World.StartAsync(Store.DynamoDB, beside: dying);
        var code = dying.WxLogin();
        await DieAsync(dying, () => dying.LogInAsync(code, nonce), before: null, after: "PutItem");

        var token = (await next.LogInAsync(code, nonce)).Ok().Text("token");

        (await SessionsAsync(next)).Should().ContainSingle().Which.Id.Should().Be(token.Split('.')[0]);
        (await next.ShowSessionAsync(token)).Ok();
    }

    [Fact]
    public async Task A_crash_between_the_session_and_the_phone_number_leaves_the_phone_code_unused()
    {
        await using var dying = await World.StartAsync(Store.DynamoDB);
        await using var next = await World.StartAsync(Store.DynamoDB, beside: dying);
        var (code, phoneCode) = (dying.WxLogin(), dying.WeChat.GetPhoneNumberCode(World.AppId, "lilei"));
        await DieAsync(dying, () => dying.SendAsync(HttpMethod.Post, "/login", new { code, phoneCode, nonce = Nonce }), before: null, after: "PutItem");

        var reply = (await next.SendAsync(HttpMethod.Post, "/login", new { code, phoneCode, nonce = Nonce })).Ok();

        reply.Text("phone").Should().Be("unavailable");
        dying.WeChat.PhoneCodes.Redeem(phoneCode, World.AppId).Should().Be(Playground.WeChatSimulator.CodeState.Usable);
    }

    [Theory]
    [InlineData("UpdateItem", null)]
    [InlineData(null, "UpdateItem")]
    public async Task Ending_all_sessions_can_be_repeated_after_a_crash(string? before, string? after)
    {
        await using var dying = await World.StartAsync(Store.DynamoDB);
        await using var next = await World.StartAsync(Store.DynamoDB, beside: dying);
        var other = await dying.TokenAsync();
        var token = await dying.TokenAsync();
        await DieAsync(dying, () => dying.SendAsync(HttpMethod.Delete, "/sessions", token: token), before, after);

        (await next.SendAsync(HttpMethod.Delete, "/sessions", token: token)).Status.Should().Be(System.Net.HttpStatusCode.NoContent);

        (await next.ShowSessionAsync(token)).ShouldFail(401, "session_invalid");
        (await next.ShowSessionAsync(other)).ShouldFail(401, "session_invalid");
    }

    /// <summary>Lets the process die at the first of these calls to DynamoDB: before it is sent, or after it was carried out.</summary>
    private static async Task DieAsync(World world, Func<Task<Reply>> send, string? before, string? after)
    {
        var dead = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var never = new TaskCompletionSource<HttpResponseMessage?>();
        world.Calls.Intercept = (operation, _) =>
        {
            if (dead.Task.IsCompleted || operation == before)
            {
                dead.TrySetResult();
                return never.Task;
            }

            return Task.FromResult<HttpResponseMessage?>(null);
        };
        world.Calls.InterceptAnswer = (operation, _, answer) =>
        {
            if (operation == after)
            {
                dead.TrySetResult();
                throw new HttpRequestException("dead");
            }

            return answer;
        };
        var answer = send();
        await dead.Task.WaitAsync(TestContext.Current.CancellationToken);

        // The connection of the phone ends with the process.
        world.Http.CancelPendingRequests();
        await FluentActions.Awaiting(() => answer).Should().ThrowAsync<OperationCanceledException>();
        never.SetException(new HttpRequestException("dead"));
    }

    private static async Task<IReadOnlyList<ListedSession>> SessionsAsync(World world) =>
        (await world.Services.GetRequiredService<UserSessions>().PageAsync(World.UserKey("lilei"), null, 100, TestContext.Current.CancellationToken)).Sessions;
}
