namespace MiniLogin.Tests.Conventions;

/// <summary>
/// The bytes that a call allocates in our own code, from the JSON of the event to the JSON of the answer, with in-memory stores and
/// nothing asynchronous. The limits are about 15 % above the values of a debug build, the one that tests run on. A release build
/// allocates less, because there the state of an async method is an object only if it waits.
/// </summary>
public sealed class AllocationTests
{
    private const int Runs = 5;
    private const int Calls = 20;

    [Theory]
    [InlineData("Login", 23000)]
    [InlineData("WaferLogin", 27500)]
    [InlineData("ShowSession", 10200)]
    [InlineData("Authorize", 9500)]
    [InlineData("ListSessions", 27900)]
    [InlineData("EndSession", 10500)]
    [InlineData("EndSessions", 30000)]
    [InlineData("LogOut", 8400)]
    public async Task A_call_allocates_no_more_than_its_budget(string function, int budget)
    {
        var path = new InnerPath();

        LeastAllocated(path.Call(function), await path.EventsAsync(function, Runs * Calls)).Should().BeLessThanOrEqualTo(budget);
    }

    /// <summary>Bytes per call in the best of the runs; one-time allocations fall into the other runs.</summary>
    private static long LeastAllocated(Func<byte[], Task<MemoryStream>> call, IReadOnlyList<byte[]> events)
    {
        var least = long.MaxValue;
        for (var run = 0; run < Runs; run++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Calls; i++)
            {
                var task = call(events[(run * Calls) + i]);
                Assert.True(task.IsCompleted, "The call was asynchronous, so allocations of other threads would be missed.");
#pragma warning disable xUnit1031 // The task is completed.
                var answer = task.GetAwaiter().GetResult();
#pragma warning restore xUnit1031
                Assert.True(Succeeded(answer.GetBuffer().AsSpan(0, (int)answer.Length)));
            }

            least = Math.Min(least, (GC.GetAllocatedBytesForCurrentThread() - before) / Calls);
        }

        return least;
    }

    private static bool Succeeded(ReadOnlySpan<byte> answer) => answer.IndexOf("\"statusCode\":20"u8) >= 0 || answer.IndexOf("\"isAuthorized\":true"u8) >= 0;
}
