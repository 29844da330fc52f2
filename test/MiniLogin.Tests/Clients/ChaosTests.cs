namespace MiniLogin.Tests.Clients;

/// <summary>A short run of test/clients/chaos.mjs: two processes on one store, killed at random.</summary>
[Slow]
public sealed class ChaosTests(ITestOutputHelper output)
{
    [Fact]
    public async Task No_answer_is_wrong_while_two_processes_are_killed_at_random()
    {
        var counts = await ClientScript.RunAsync(output, "chaos.mjs", "--seconds", "10", "--users", "20");

        counts["kills"]!.GetValue<int>().Should().BePositive();
        counts["deletions"]!.GetValue<int>().Should().BePositive();
        counts["wrongAnswers"]!.GetValue<int>().Should().Be(0);
    }
}
