using System.Globalization;
using Microsoft.Extensions.Logging;
using MiniLogin.Apps;

namespace MiniLogin.WeChat.ThirdParty;

/// <summary>
/// Takes the pushes that WeChat sends to 授权事件接收URL: tickets, and what merchants authorise. The signature proves that WeChat made a push,
/// but not when: its timestamp may be 10 minutes off, and each event changes only what an older one made.
/// </summary>
internal sealed class PushService(IComponentStore components, Authorizers authorizers, TimeProvider clock, ILogger<PushService> log)
{
    private const int MaxText = 128;

    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(10);

    /// <exception cref="StoreUnavailableException">WeChat may send the push again.</exception>
    public async Task<PushOutcome> TakeAsync(Push push, CancellationToken cancellationToken)
    {
        if (await components.FindAsync(cancellationToken) is not { } component)
        {
            return new PushOutcome.Off();
        }

        if (Read(push, component, out var reason) is not { } pushed)
        {
            ThirdPartyLog.Refused(log, component.AppId, reason);
            return new PushOutcome.Refused();
        }

        return pushed switch
        {
            PushEvent.Ticket ticket => await KeepAsync(component, ticket, cancellationToken),
            PushEvent.Authorized authorized => Done(authorized, authorized.AppId, await authorizers.AuthorizeByCodeAsync(authorized.AppId, authorized.Code, authorized.CreatedAt, cancellationToken)),
            PushEvent.Unauthorized unauthorized => Done(unauthorized, unauthorized.AppId, await authorizers.DeauthorizeAsync(unauthorized.AppId, unauthorized.CreatedAt, cancellationToken)),
            PushEvent.NotRegistered failed => Taken(failed, component.AppId, $"the registration failed with status {failed.Status}"),
            _ => Taken(pushed, component.AppId, "ignored"),
        };
    }

    /// <summary>Returns the event, or null and the reason for the log.</summary>
    private PushEvent? Read(Push push, Component component, out string reason)
    {
        reason = "the query lacks timestamp, nonce or msg_signature, or has malformed ones";
        if (push is not { Timestamp.Length: > 0 and <= 12, Nonce.Length: > 0 and <= MaxText, Signature.Length: 40, Body: { } body }
            || !long.TryParse(push.Timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var timestamp))
        {
            return null;
        }

        reason = "the timestamp is more than 10 minutes away from the time here; it may be a replay";
        if (Math.Abs(clock.GetUtcNow().ToUnixTimeSeconds() - timestamp) > (long)MaxSkew.TotalSeconds)
        {
            return null;
        }

        reason = "the body is not the XML of an encrypted push";
        if (PushMessage.Parse(body) is not { } envelope || envelope.Text("Encrypt") is not { Length: > 0 } encrypt)
        {
            return null;
        }

        reason = "the signature does not match; if WeChat sent it, the Token differs from that in WeChat's console: run minilogin component set";
        if (!PushMessage.IsSigned(push.Signature, component.Secrets.Token, push.Timestamp, push.Nonce, encrypt))
        {
            return null;
        }

        reason = "it cannot be decrypted for this appid; if WeChat sent it, the appid or EncodingAESKey differs from that in WeChat's console: run minilogin component set";
        var appId = component.AppId.ToString();
        if ((envelope.Text("AppId") is { } addressee && addressee != appId) || component.Secrets.AesKeys.Select(key => PushMessage.Decrypt(encrypt, key, appId)).FirstOrDefault(text => text is not null) is not { } message)
        {
            return null;
        }

        reason = "the decrypted event is malformed";
        return PushMessage.Parse(message) is { } root && (root.Text("AppId") ?? appId) == appId ? PushEvent.Read(root) : null;
    }

    private async Task<PushOutcome> KeepAsync(Component component, PushEvent.Ticket ticket, CancellationToken cancellationToken)
    {
        if (await components.SaveTicketAsync(new(component.Seal(Component.TicketPurpose, ticket.Text), ticket.CreatedAt), cancellationToken))
        {
            return Taken(ticket, component.AppId, "stored");
        }

        if ((await components.FindTicketAsync(cancellationToken))?.CreatedAt == ticket.CreatedAt)
        {
            return Taken(ticket, component.AppId, "already stored");
        }

        ThirdPartyLog.Refused(log, component.AppId, "the ticket is older than the newest; it may be a replay");
        return new PushOutcome.Refused();
    }

    private PushOutcome Done(PushEvent pushed, AppId appId, AuthorizerChange change)
    {
        switch (change)
        {
            case AuthorizerChange.OfAnotherKind:
                ThirdPartyLog.OfAnotherKind(log, appId, pushed.Type);
                return new PushOutcome.Refused();
            case AuthorizerChange.Failed { Failure: WeChatFailure.CodeRejected }:
                // Sent again, it would be rejected again.
                ThirdPartyLog.CodeExpired(log, appId);
                return new PushOutcome.Taken();
            case AuthorizerChange.Failed { Failure: var failure }:
                WeChatLog.Failed(log, appId, failure);
                return new PushOutcome.Unavailable();
            default:
                return Taken(pushed, appId, change switch
                {
                    AuthorizerChange.Added => "app added",
                    AuthorizerChange.Authorized => "app enabled",
                    AuthorizerChange.Deauthorized => "app disabled",
                    _ => "nothing to change",
                });
        }
    }

    private PushOutcome.Taken Taken(PushEvent pushed, AppId appId, string result)
    {
        ThirdPartyLog.Taken(log, pushed.Type, appId, result);
        return new();
    }
}

/// <summary>A push as it was received. Absent parts are null.</summary>
/// <param name="Signature">The msg_signature. The parameter <c>signature</c> does not cover the body, so it proves nothing.</param>
internal sealed record Push(string? Timestamp, string? Nonce, string? Signature, string? Body)
{
    public override string ToString() => nameof(Push);
}

/// <summary>What became of a push.</summary>
internal abstract record PushOutcome
{
    private PushOutcome()
    {
    }

    /// <summary>There is no third-party platform.</summary>
    public sealed record Off : PushOutcome;

    public sealed record Taken : PushOutcome;

    /// <summary>The log says why. The answer never does.</summary>
    public sealed record Refused : PushOutcome;

    /// <summary>WeChat could not be asked. It may send the push again.</summary>
    public sealed record Unavailable : PushOutcome;
}

internal static partial class ThirdPartyLog
{
    public static void Refused(ILogger log, AppId component, string reason) => Refused(log, LogEvents.ComponentPushRefused, component.ToString(), reason);

    public static void Taken(ILogger log, string type, AppId appId, string result) => Taken(log, LogEvents.ComponentPush, type, appId.ToString(), result);

    public static void OfAnotherKind(ILogger log, AppId appId, string type) => OfAnotherKind(log, LogEvents.OperatorNeeded, appId.ToString(), type);

    public static void CodeExpired(ILogger log, AppId appId) => CodeExpired(log, LogEvents.OperatorNeeded, appId.ToString());

    [LoggerMessage(LogLevel.Warning, "{Event}: a push for component {AppId}: {Reason}")]
    private static partial void Refused(ILogger log, string @event, string appId, string reason);

    [LoggerMessage(LogLevel.Information, "{Event}: {InfoType} for {AppId}: {Result}")]
    private static partial void Taken(ILogger log, string @event, string infoType, string appId, string result);

    [LoggerMessage(LogLevel.Error, "{Event}: app {AppId}: the third-party platform got {InfoType} for it, but it is registered with a secret of its own; nothing was changed")]
    private static partial void OfAnotherKind(ILogger log, string @event, string appId, string infoType);

    [LoggerMessage(LogLevel.Error, "{Event}: app {AppId}: its authorization_code had expired or was used; run minilogin component reconcile")]
    private static partial void CodeExpired(ILogger log, string @event, string appId);
}
