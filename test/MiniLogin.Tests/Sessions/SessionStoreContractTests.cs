using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Sessions;

namespace MiniLogin.Tests.Sessions;

/// <summary>What every session store guarantees and HTTP requests cannot show.</summary>
public sealed class SessionStoreContractTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private static readonly DateTimeOffset Tombstone = Start.AddMinutes(10);

    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_stored_session_is_read_back_unchanged(Store store)
    {
        await using var world = await World.StartAsync(store);
        var sessions = world.Services.GetRequiredService<ISessionStore>();
        var (session, _) = New('a');
        var (bare, _) = New('b', bare: true);

        (await sessions.CreateAsync(session, _cancel)).Should().BeTrue();
        (await sessions.CreateAsync(bare, _cancel)).Should().BeTrue();

        (await sessions.FindAsync(session.Session.Id, _cancel)).Should().BeEquivalentTo(session, o => o.RespectingRuntimeTypes());
        (await sessions.FindAsync(bare.Session.Id, _cancel)).Should().BeEquivalentTo(bare, o => o.RespectingRuntimeTypes());
        (await sessions.FindAsync(new string('z', 16), _cancel)).Should().BeNull();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_session_id_can_be_used_once(Store store)
    {
        await using var world = await World.StartAsync(store);
        var sessions = world.Services.GetRequiredService<ISessionStore>();
        var (session, token) = New('a');
        await sessions.CreateAsync(session, _cancel);

        (await sessions.CreateAsync(session, _cancel)).Should().BeFalse("the id is taken");
        await sessions.EndAsync(token, Start, Tombstone, _cancel);
        (await sessions.CreateAsync(session, _cancel)).Should().BeFalse("the tombstone keeps the id taken");
        (await sessions.FindAsync(session.Session.Id, _cancel)).Should().BeOfType<SessionTombstone>();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_extension_fails_if_the_row_has_changed(Store store)
    {
        await using var world = await World.StartAsync(store);
        var sessions = world.Services.GetRequiredService<ISessionStore>();
        var (stored, token) = New('a');
        var session = stored.Session;
        await sessions.CreateAsync(stored, _cancel);
        var later = Start.AddHours(2);

        (await sessions.ExtendAsync(session with { ExpiresAt = later }, later, later.AddDays(7), _cancel)).Should().BeFalse();
        (await sessions.ExtendAsync(session, later, later.AddDays(7), _cancel)).Should().BeTrue();
        (await sessions.ExtendAsync(session, later, later.AddDays(7), _cancel)).Should().BeFalse("another request has extended it");
        var read = ((StoredSession)(await sessions.FindAsync(session.Id, _cancel))!).Session;
        read.Should().BeEquivalentTo(session with { LastSeenAt = later, ExpiresAt = later.AddDays(7) });

        await sessions.EndAsync(token, later, later.AddMinutes(10), _cancel);
        (await sessions.ExtendAsync(read, later, later.AddDays(8), _cancel)).Should().BeFalse("it has ended");
        (await sessions.FindAsync(session.Id, _cancel)).Should().BeOfType<SessionTombstone>();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Extending_or_ending_a_missing_session_does_not_create_it(Store store)
    {
        await using var world = await World.StartAsync(store);
        var sessions = world.Services.GetRequiredService<ISessionStore>();
        var (stored, token) = New('a');

        (await sessions.ExtendAsync(stored.Session, Start, Start.AddDays(7), _cancel)).Should().BeFalse();
        (await sessions.EndAsync(token, Start, Tombstone, _cancel)).Should().BeFalse();
        (await sessions.EndSoonAsync(token, Start, Tombstone, _cancel)).Should().BeFalse();

        (await sessions.FindAsync(stored.Session.Id, _cancel)).Should().BeNull();
        (await sessions.CreateAsync(stored, _cancel)).Should().BeTrue();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_expired_session_is_not_ended_again(Store store)
    {
        await using var world = await World.StartAsync(store);
        var sessions = world.Services.GetRequiredService<ISessionStore>();
        var (stored, token) = New('a');
        await sessions.CreateAsync(stored, _cancel);

        (await sessions.EndAsync(token, stored.Session.ExpiresAt, Tombstone, _cancel)).Should().BeFalse();
        (await sessions.EndSoonAsync(token, stored.Session.ExpiresAt, Tombstone, _cancel)).Should().BeFalse();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_ending_session_can_be_ended_but_not_extended_or_postponed(Store store)
    {
        await using var world = await World.StartAsync(store);
        var sessions = world.Services.GetRequiredService<ISessionStore>();
        var (stored, token) = New('a');
        await sessions.CreateAsync(stored, _cancel);
        var soon = Start.AddSeconds(60);

        (await sessions.EndSoonAsync(token, soon, Tombstone, _cancel)).Should().BeTrue();

        var read = (StoredSession)(await sessions.FindAsync(token.Id, _cancel))!;
        read.IsEnding.Should().BeTrue();
        read.Session.ExpiresAt.Should().Be(soon);
        (await sessions.ExtendAsync(read.Session, Start, Start.AddDays(7), _cancel)).Should().BeFalse();
        (await sessions.EndSoonAsync(token, soon.AddSeconds(60), Tombstone, _cancel)).Should().BeFalse();
        (await sessions.EndAsync(token, soon, Tombstone, _cancel)).Should().BeFalse("it has ended");
        (await sessions.EndAsync(token, soon.AddSeconds(-1), Tombstone, _cancel)).Should().BeTrue();
        (await sessions.FindAsync(token.Id, _cancel)).Should().BeOfType<SessionTombstone>();
    }

    private static (StoredSession Stored, SessionToken Token) New(char id, bool bare = false)
    {
        var token = new SessionToken(new string(id, 16), [.. Enumerable.Repeat((byte)id, 32)]);
        var session = new Session(
            token.Id,
            World.App,
            "oOpenId",
            bare ? null : "oUnionId",
            Start,
            Start,
            Start.AddDays(7),
            Start.AddDays(30),
            bare ? new(null, null) : new("MicroMessenger", "7"))
        {
            PersonId = bare ? null : "a-person",
        };
        return (new(session, token.SecretHash(), [1, 2, 3]), token);
    }
}
