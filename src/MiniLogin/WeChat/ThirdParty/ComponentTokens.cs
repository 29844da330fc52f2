using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using MiniLogin.Apps;

namespace MiniLogin.WeChat.ThirdParty;

/// <summary>
/// The component_access_token. WeChat ends the one before when it issues another, so one function at a time renews it, 10 minutes before
/// its end, under a lease in the store. The others use the one they have while it lives, and otherwise wait for up to 3 s.
/// </summary>
internal sealed class ComponentTokens(WeChatSender sender, IComponentStore store, TimeProvider clock, ILogger<ComponentTokens> log)
{
    public static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(10);

    /// <summary>Longer than a renewal takes. After a failed one, it is also the time until the next.</summary>
    public static readonly TimeSpan LeaseFor = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(300);

    private const int Polls = 10;

    private readonly ConcurrentDictionary<AppId, SemaphoreSlim> _locks = new();
    private Known? _known;

    /// <param name="revoked">A token that WeChat rejected. Never returned again.</param>
    /// <exception cref="StoreUnavailableException">A row of the component could not be read or written.</exception>
    public async Task<WeChatReply<AccessToken>> GetAsync(Component component, AccessToken? revoked, CancellationToken cancellationToken)
    {
        if (FindFresh(component, revoked) is { } fresh)
        {
            return new WeChatReply<AccessToken>.Good(fresh);
        }

        var oneAtATime = _locks.GetOrAdd(component.AppId, _ => new(1));
        await oneAtATime.WaitAsync(cancellationToken);
        try
        {
            return FindFresh(component, revoked) is { } another ? new WeChatReply<AccessToken>.Good(another) : await FetchAsync(component, revoked, cancellationToken);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    private AccessToken? FindFresh(Component component, AccessToken? revoked) =>
        _known is { } known && known.Component == component && IsGood(known.Token, revoked, clock.GetUtcNow() + RenewBefore) ? known.Token : null;

    private static bool IsGood(AccessToken? token, AccessToken? revoked, DateTimeOffset until) => token is not null && !token.Is(revoked) && token.IsUsable(until);

    private async Task<WeChatReply<AccessToken>> FetchAsync(Component component, AccessToken? revoked, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var stored = await store.FindTokenAsync(cancellationToken);
        var shared = Open(component, stored);
        if (IsGood(shared, revoked, now + RenewBefore))
        {
            return Remember(component, shared!);
        }

        // Without a ticket, WeChat is not asked, and nobody has to wait.
        if (await store.FindTicketAsync(cancellationToken) is not { } ticket || component.Open(Component.TicketPurpose, ticket.Bytes) is null)
        {
            return IsGood(shared, revoked, now) ? Remember(component, shared!) : new WeChatReply<AccessToken>.Failed(new WeChatFailure.Misconfigured(ErrCodes.TicketExpired, ErrCodes.NoTicket));
        }

        var lease = now.Floor() + LeaseFor;
        var isMine = await store.TryLeaseAsync(stored, now, lease, cancellationToken);
        var renewed = isMine ? await RenewAsync(component, ticket, now, cancellationToken) : new WeChatReply<AccessToken>.Failed(new WeChatFailure.Unavailable());
        if (renewed is WeChatReply<AccessToken>.Good { Answer: var token } && await store.SaveTokenAsync(new(component.Seal(Component.TokenPurpose, token.Reveal()), token.ExpiresAt), lease, cancellationToken))
        {
            return Remember(component, token);
        }

        // Until the next renewal, the one before still works.
        if (renewed is not WeChatReply<AccessToken>.Good && IsGood(shared, revoked, now))
        {
            return Remember(component, shared!);
        }

        // Another function renews it, or has done so after the lease of this one ended; then WeChat has ended the token of this one.
        return isMine && renewed is WeChatReply<AccessToken>.Failed ? renewed : await WaitAsync(component, revoked, cancellationToken);
    }

    private async Task<WeChatReply<AccessToken>> WaitAsync(Component component, AccessToken? revoked, CancellationToken cancellationToken)
    {
        for (var poll = 0; poll < Polls; poll++)
        {
            await Task.Delay(Poll, clock, cancellationToken);
            if (Open(component, await store.FindTokenAsync(cancellationToken)) is { } token && IsGood(token, revoked, clock.GetUtcNow()))
            {
                return Remember(component, token);
            }
        }

        return new WeChatReply<AccessToken>.Failed(new WeChatFailure.Unavailable());
    }

    /// <summary>If WeChat rejects the ticket and a newer one came meanwhile, sends that once.</summary>
    private async Task<WeChatReply<AccessToken>> RenewAsync(Component component, SealedTicket ticket, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var reply = await SendAsync(component, ticket, cancellationToken);
        if (reply is WeChatReply<IssuedToken>.Failed { Failure: WeChatFailure.Misconfigured { ErrCode: ErrCodes.TicketExpired or ErrCodes.TicketInvalid } }
            && await store.FindTicketAsync(cancellationToken) is { } newest && newest.CreatedAt > ticket.CreatedAt)
        {
            reply = await SendAsync(component, newest, cancellationToken);
        }

        if (reply is not WeChatReply<IssuedToken>.Good { Answer: var issued })
        {
            return new WeChatReply<AccessToken>.Failed(((WeChatReply<IssuedToken>.Failed)reply).Failure);
        }

        if (AccessToken.From(issued, now) is not { } token)
        {
            WeChatLog.Unusable(log, WeChatApi.ComponentToken, component.AppId, "it has no usable component_access_token and expires_in");
            return new WeChatReply<AccessToken>.Failed(new WeChatFailure.Unavailable());
        }

        WeChatLog.AccessTokenRefreshed(log, component.AppId, issued.ExpiresIn!.Value);
        return new WeChatReply<AccessToken>.Good(token);
    }

    private async Task<WeChatReply<IssuedToken>> SendAsync(Component component, SealedTicket ticket, CancellationToken cancellationToken)
    {
        var request = new ComponentRequest(component.AppId) { Secret = component.Secrets.Secret, Ticket = component.Open(Component.TicketPurpose, ticket.Bytes) };
        var call = new WeChatCall(WeChatApi.ComponentToken, "/cgi-bin/component/api_component_token", JsonSerializer.SerializeToUtf8Bytes(request, ComponentJson.Default.ComponentRequest));
        return (await sender.SendAsync(component.AppId, call, ComponentJson.Default.ComponentTokenAnswer, cancellationToken)).Select(answer => new IssuedToken(answer.Token, answer.ExpiresIn));
    }

    private WeChatReply<AccessToken>.Good Remember(Component component, AccessToken token)
    {
        _known = new(component, token);
        return new(token);
    }

    private static AccessToken? Open(Component component, SealedAccessToken? stored) =>
        component.Open(Component.TokenPurpose, stored?.Bytes) is { } secret ? new(secret, stored!.ExpiresAt) : null;

    private sealed record Known(Component Component, AccessToken Token);
}
