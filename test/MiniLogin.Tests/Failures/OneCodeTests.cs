using System.Net;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Sessions;

namespace MiniLogin.Tests.Failures;

/// <summary>One code makes one session, however many logins use it.</summary>
public sealed class OneCodeTests
{
    public static TheoryData<Store, int, bool> Cases { get; } = new(
        from store in new[] { Store.Memory, Store.DynamoDB }
        from count in new[] { 2, 10, 100 }
        from hasNonce in new[] { true, false }
        select (store, count, hasNonce));

    [Theory, MemberData(nameof(Cases))]
    public async Task Parallel_logins_with_one_code_make_one_session(Store store, int count, bool hasNonce)
    {
        await using var world = await World.StartAsync(store);
        var code = world.WxLogin();
        var nonce = hasNonce ? "a-nonce-of-the-client-0001" : null;

        var replies = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => world.LogInAsync(code, nonce)));

        var tokens = replies.Where(r => r.Status == HttpStatusCode.OK).Select(r => r.Text("token")).Distinct().ToList();
        tokens.Should().ContainSingle();
        foreach (var late in replies.Where(r => r.Status != HttpStatusCode.OK))
        {
            // This login waited for the session write of the first one until its limit.
            late.ShouldFail(401, "code_rejected");
        }

        (await world.Services.GetRequiredService<UserSessions>().PageAsync(World.UserKey("lilei"), null, 100, TestContext.Current.CancellationToken))
            .Sessions.Should().ContainSingle().Which.Id.Should().Be(tokens[0].Split('.')[0]);
        (await world.ShowSessionAsync(tokens[0])).Ok();
    }

    [Fact]
    public async Task A_parallel_login_waits_until_the_first_one_has_written_its_session()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        var code = world.WxLogin();
        var isWriting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isAwaited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reads = 0;
        world.Calls.Intercept = async (operation, _) =>
        {
            if (operation == "PutItem")
            {
                isWriting.TrySetResult();
                await isAwaited.Task;
                await Task.Delay(100);
            }
            else if (operation == "GetItem" && Interlocked.Increment(ref reads) == 2)
            {
                isAwaited.TrySetResult();
            }

            return null;
        };

        var first = world.LogInAsync(code);
        await isWriting.Task;
        var second = await world.LogInAsync(code);

        second.Ok().Text("token").Should().Be((await first).Ok().Text("token"));
        (await world.LogInAsync(code)).Ok().Text("token").Should().Be(second.Text("token"), "a code is not remembered as rejected while its login is under way");
    }

    [Fact]
    public async Task Of_parallel_logins_with_different_nonces_only_one_succeeds()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var code = world.WxLogin();

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => world.LogInAsync(code, $"the-nonce-of-client-{i:00}")));

        replies.Where(r => r.Status == HttpStatusCode.OK).Should().ContainSingle();
        replies.Where(r => r.Status != HttpStatusCode.OK).Should().AllSatisfy(r => r.ShouldFail(401, "code_rejected"));
    }
}
