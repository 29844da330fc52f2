using MiniLogin.Playground;
using MiniLogin.Playground.WeChatSimulator;
using MiniLogin.WeChat.ThirdParty;

namespace MiniLogin.Tests.WeChat;

/// <summary>Pushes that are not WeChat's, or that came before: one answer for all, and one line for the operator.</summary>
public sealed class ComponentPushTests
{
    private const string Ticket = "<ComponentVerifyTicket>ticket@@@pushed-by-a-test</ComponentVerifyTicket>";

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_ticket_is_kept_if_it_is_newer_than_the_newest(Store store)
    {
        await using var world = await Platform.StartAsync(store);
        var at = world.Now;

        (await world.PushAsync("component_verify_ticket", Ticket, at)).ShouldBeTaken();
        (await world.PushAsync("component_verify_ticket", Ticket, at)).ShouldBeTaken();
        var refused = (await world.PushAsync("component_verify_ticket", Ticket.Replace("test", "thief", StringComparison.Ordinal), at.AddSeconds(-1))).ShouldFail(403, "push_refused");
        (await world.PushAsync("component_verify_ticket", Ticket, at.AddSeconds(1))).ShouldBeTaken();

        refused.Body.Should().NotContain("ticket");
        Refusals(world).Should().ContainSingle().Which.Should().Contain("older than the newest");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_push_with_any_part_changed_gets_one_answer_and_changes_nothing(Store store)
    {
        await using var world = await Platform.StartAsync(store);
        var component = PlaygroundSettings.Component;
        var (query, body) = ComponentPush.Seal(component, ComponentPush.Event(component.AppId, "component_verify_ticket", Ticket, world.Now), world.Now);
        var encrypt = body.Split("CDATA[")[2].Split(']')[0];
        var changed = new List<(string Query, string Body)>();
        for (var at = 0; at < encrypt.Length - 2; at += 7)
        {
            changed.Add((query, body.Replace(encrypt, $"{encrypt[..at]}{(encrypt[at] == 'A' ? 'B' : 'A')}{encrypt[(at + 1)..]}", StringComparison.Ordinal)));
        }

        var signature = query.Split("msg_signature=")[1];
        var timestamp = query.Split("timestamp=")[1].Split('&')[0];
        changed.AddRange(
        [
            (query.Replace(signature, new('0', 40), StringComparison.Ordinal), body),
            (query.Replace(signature, signature[..39], StringComparison.Ordinal), body),
            (query.Replace(signature, signature.ToUpperInvariant(), StringComparison.Ordinal), body),
            (query.Replace($"timestamp={timestamp}", $"timestamp={long.Parse(timestamp, System.Globalization.CultureInfo.InvariantCulture) + 1}", StringComparison.Ordinal), body),
            (query.Replace("nonce=", "nonce=0", StringComparison.Ordinal), body),
            (query.Replace("nonce=", "once=", StringComparison.Ordinal), body),
            (query.Replace("timestamp=", "timestamp=-", StringComparison.Ordinal), body),
            (query.Replace("msg_signature", "signature2", StringComparison.Ordinal), body),
            ("", body),
            (query, ""),
            (query, "{}"),
            (query, body.Replace(component.AppId, "wx134c8103faa5a59e", StringComparison.Ordinal)),
            (query, $"<!DOCTYPE xml>{body}"),
            (query, body.Replace("<Encrypt>", "<Encrypt>x</Encrypt><Encrypt>", StringComparison.Ordinal)),
            (query, body + new string(' ', 32 * 1024)),
        ]);

        var answers = new List<string>();
        foreach (var (q, b) in changed)
        {
            answers.Add((await world.SendPushAsync(q, b)).ShouldFail(403, "push_refused").Body);
        }

        answers.Distinct().Should().ContainSingle();
        Refusals(world).Should().HaveCount(changed.Count);
        (await world.SendPushAsync(query, body)).ShouldBeTaken();
    }

    [Fact]
    public async Task A_push_that_is_signed_rightly_but_for_another_component_is_refused()
    {
        await using var world = await Platform.StartAsync(Store.Memory);
        var other = PlaygroundSettings.Component with { AppId = "wx134c8103faa5a59e" };

        (await world.PushAsync("component_verify_ticket", Ticket, component: other)).ShouldFail(403, "push_refused");
        (await world.PushAsync("component_verify_ticket", Ticket, component: PlaygroundSettings.Component with { EncodingAesKey = new('A', 43) })).ShouldFail(403, "push_refused");
        (await world.PushAsync("component_verify_ticket", Ticket, component: PlaygroundSettings.Component with { Token = "another" })).ShouldFail(403, "push_refused");

        Refusals(world).Should().HaveCount(3).And.AllSatisfy(line => line.Should().Contain("component set"));
    }

    [Theory]
    [InlineData(-601)]
    [InlineData(601)]
    public async Task A_push_whose_timestamp_is_ten_minutes_off_is_refused(int seconds)
    {
        await using var world = await Platform.StartAsync(Store.Memory);

        (await world.PushAsync("component_verify_ticket", Ticket, at: world.Now.AddSeconds(seconds + Math.Sign(seconds)))).ShouldFail(403, "push_refused");
        (await world.PushAsync("component_verify_ticket", Ticket, at: world.Now.AddSeconds(seconds - (10 * Math.Sign(seconds))))).ShouldBeTaken();
    }

    [Fact]
    public async Task The_previous_EncodingAESKey_still_decrypts()
    {
        await using var world = await Platform.StartAsync(Store.Memory);
        var store = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<MiniLogin.Playground.InMemory.InMemoryComponentStore>(world.Services);
        var component = store.Component!;
        store.Component = component with { Secrets = component.Secrets with { AesKeys = [EncodingAesKey.Parse(new('B', 43)), .. component.Secrets.AesKeys] } };

        (await world.PushAsync("component_verify_ticket", Ticket)).ShouldBeTaken();
        (await world.PushAsync("component_verify_ticket", Ticket, world.Now.AddSeconds(1), component: PlaygroundSettings.Component with { EncodingAesKey = new('B', 43) })).ShouldBeTaken();
    }

    [Fact]
    public async Task An_event_that_is_not_used_is_taken_and_logged()
    {
        await using var world = await Platform.StartAsync(Store.Memory);

        (await world.PushAsync("notify_3rd_wxa_auth", "<AuthorizerAppid>wxba5fad812f8e6fb9</AuthorizerAppid>")).ShouldBeTaken();

        world.Logs.Lines.Should().ContainSingle(line => line.Contains("Event=component_push ", StringComparison.Ordinal)).Which.Should().Contain("notify_3rd_wxa_auth").And.Contain("ignored");
    }

    [Theory]
    [InlineData("component_verify_ticket", "")]
    [InlineData("component_verify_ticket", "<ComponentVerifyTicket></ComponentVerifyTicket>")]
    [InlineData("authorized", "<AuthorizerAppid>wxba5fad812f8e6fb9</AuthorizerAppid>")]
    [InlineData("authorized", "<AuthorizerAppid>ww0123456789abcdef/1000002</AuthorizerAppid><AuthorizationCode>a</AuthorizationCode>")]
    [InlineData("authorized", "<AuthorizerAppid>component</AuthorizerAppid><AuthorizationCode>a</AuthorizationCode>")]
    [InlineData("unauthorized", "")]
    [InlineData("notify_third_fasteregister", "<appid>wxba5fad812f8e6fb9</appid><auth_code>a</auth_code>")]
    [InlineData("", "")]
    [InlineData("a b", "")]
    public async Task A_malformed_event_is_refused(string type, string elements)
    {
        await using var world = await Platform.StartAsync(Store.Memory);

        (await world.PushAsync(type, elements)).ShouldFail(403, "push_refused");

        Refusals(world).Should().ContainSingle().Which.Should().Contain("malformed");
    }

    private static IEnumerable<string> Refusals(World world) => world.Logs.Lines.Where(line => line.Contains("Event=component_push_refused", StringComparison.Ordinal));
}
