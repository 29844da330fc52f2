namespace MiniLogin.Tests.Conventions;

/// <summary>
/// The bytes that a call allocates in our own code, with in-memory stores and nothing asynchronous. The limits are about 15 %
/// above the values of a debug build, the one that tests run on. A release build allocates less, because there the state of an
/// async method is an object only if it waits.
/// </summary>
public sealed class AllocationTests
{
    private const int PerCheck = 5050;
    private const int PerLogin = 19200;

    [Fact]
    public async Task A_session_check_stays_within_its_budget()
    {
        var path = new InnerPath(users: 1);
        var token = await path.TokenAsync();

        LeastAllocated(() => path.CheckAsync(token)).Should().BeLessThanOrEqualTo(PerCheck);
    }

    [Fact]
    public void A_login_with_a_profile_stays_within_its_budget()
    {
        var path = new InnerPath(users: 600);

        LeastAllocated(path.LogInAsync).Should().BeLessThanOrEqualTo(PerLogin);
    }

    /// <summary>Bytes per call in the best of five runs of 100 calls; one-time allocations fall into the other runs.</summary>
    private static long LeastAllocated(Func<Task<Amazon.Lambda.APIGatewayEvents.APIGatewayHttpApiV2ProxyResponse>> call)
    {
        var least = long.MaxValue;
        for (var hundred = 0; hundred < 5; hundred++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
            {
                var task = call();
                Assert.True(task.IsCompleted, "The call was asynchronous, so allocations of other threads would be missed.");
#pragma warning disable xUnit1031 // The task is completed.
                Assert.Equal(200, task.GetAwaiter().GetResult().StatusCode);
#pragma warning restore xUnit1031
            }

            least = Math.Min(least, (GC.GetAllocatedBytesForCurrentThread() - before) / 100);
        }

        return least;
    }
}
