namespace MiniLogin.Tests.Conventions;

/// <summary>
/// What a call allocates in our own code, on memory and with nothing that waits. The ceilings lie some 15 % above what was
/// reached; a build without optimization makes an object of every async method's state.
/// </summary>
public sealed class AllocationTests
{
#if DEBUG
    private const int PerCheck = 5050;
    private const int PerLogin = 19200;
#else
    private const int PerCheck = 3900;
    private const int PerLogin = 16600;
#endif

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

    /// <summary>Bytes for each call in the best of five hundreds: what is grown or built once stands in one of the others.</summary>
    private static long LeastAllocated(Func<Task<Amazon.Lambda.APIGatewayEvents.APIGatewayHttpApiV2ProxyResponse>> call)
    {
        var least = long.MaxValue;
        for (var hundred = 0; hundred < 5; hundred++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
            {
                var task = call();
                Assert.True(task.IsCompleted, "It waited: what another thread allocated would be missing.");
#pragma warning disable xUnit1031 // It is completed.
                Assert.Equal(200, task.GetAwaiter().GetResult().StatusCode);
#pragma warning restore xUnit1031
            }

            least = Math.Min(least, (GC.GetAllocatedBytesForCurrentThread() - before) / 100);
        }

        return least;
    }
}
