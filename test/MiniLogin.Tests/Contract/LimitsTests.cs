using MiniLogin.Tests.Avatars;

namespace MiniLogin.Tests.Contract;

/// <summary>The product accepts and refuses the same values as the schemas in docs/openapi.yaml.</summary>
[Slow]
public sealed class LimitsTests
{
    public static TheoryData<string> Fields => [.. ApiDocument.Operations.SelectMany(ApiField.From).Select(f => f.ToString())];

    public static TheoryData<string> Bodies => [.. ApiDocument.Operations.Where(o => o.RequestBody?["x-max-bytes"] is not null).Select(o => o.Route)];

    [Theory, MemberData(nameof(Fields))]
    public async Task Every_documented_limit_is_enforced(string name)
    {
        await using var world = await World.StartAsync(Store.Memory, new() { LoginsPerUserAndMinute = 1000 });
        var field = ApiDocument.Operations.SelectMany(ApiField.From).Single(f => f.ToString() == name);
        var verdicts = new HashSet<bool>();

        foreach (var sample in field.Samples().Where(field.CanCarry).DistinctBy(s => s.ToString()))
        {
            // WeChat allows 100 logins per user and minute.
            world.Pass(TimeSpan.FromSeconds(10));
            var call = await ApiCall.ValidAsync(world, field.Operation.Route);
            var allowed = field.Allows(call, sample);
            field.Put(call, sample);

            var outcome = call.Operation.OutcomeOf(await call.SendAsync(world));

            (outcome != "400 request_invalid").Should().Be(allowed, "{0} is {1}", name, sample);
            verdicts.Add(allowed);
        }

        verdicts.Should().HaveCount(2, "there are values on both sides of a limit");
    }

    [Theory, MemberData(nameof(Bodies))]
    public async Task The_documented_body_size_is_enforced(string route)
    {
        await using var world = await World.StartAsync(Store.Memory);
        var max = ApiDocument.Operation(route).RequestBody!["x-max-bytes"]!.GetValue<int>();
        foreach (var (length, taken) in new[] { (max, true), (max + 1, false) })
        {
            var call = await ApiCall.ValidAsync(world, route);

            var outcome = call.Operation.OutcomeOf(await call.SendAsync(world, call.Body!.ToJsonString().PadRight(length)));

            outcome.Should().Be(taken ? "200" : "400 request_invalid");
        }
    }

    [Fact]
    public async Task The_documented_picture_size_is_enforced()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var call = await ApiCall.ValidAsync(world, "POST /user/avatar");
        var max = call.Operation.RequestBody!["content"]!["application/octet-stream"]!["schema"]!["x-max-bytes"]!.GetValue<int>();

        call.File = Pictures.Png(length: max);
        call.Operation.OutcomeOf(await call.SendAsync(world)).Should().Be("200");
        call.File = Pictures.Png(length: max + 1);
        call.Operation.OutcomeOf(await call.SendAsync(world)).Should().Be("400 request_invalid");
    }
}
