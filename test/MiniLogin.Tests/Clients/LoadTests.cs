namespace MiniLogin.Tests.Clients;

/// <summary>A small run of test/clients/load.mjs: parallel mini programs, lost answers, and a Playground killed halfway.</summary>
[Slow]
public sealed class LoadTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Sessions_survive_a_killed_process_and_every_answer_is_correct()
    {
        var figures = await ClientScript.RunAsync(output, "load.mjs", "--count", "200", "--at-once", "50");

        figures["logins"]!.GetValue<int>().Should().Be(200);
        figures["checks"]!.GetValue<int>().Should().Be(2000);
        figures["restarts"]!.GetValue<int>().Should().Be(1);
        figures["callsWithoutAnswer"]!.GetValue<int>().Should().BePositive("the process was killed");
    }
}
