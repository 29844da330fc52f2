using System.Collections.Frozen;
using MiniLogin.Apps;
using MiniLogin.Secrets;

namespace MiniLogin.WeChat;

/// <summary>Exchanges the login codes of apps of one kind.</summary>
internal interface ICodeExchange
{
    AppKind Kind { get; }

    Task<CodeExchange> ExchangeAsync(App app, AppCredentials credentials, WxCode code, CancellationToken cancellationToken);
}

/// <summary>Exchanges the login code of any app. What follows a login does not know the app's kind.</summary>
internal sealed class CodeExchanges(IEnumerable<ICodeExchange> kinds)
{
    private readonly FrozenDictionary<AppKind, ICodeExchange> _kinds = kinds.ToFrozenDictionary(exchange => exchange.Kind);

    public Task<CodeExchange> ExchangeAsync(App app, AppCredentials credentials, WxCode code, CancellationToken cancellationToken) =>
        _kinds[app.Kind].ExchangeAsync(app, credentials, code, cancellationToken);
}

/// <summary>The result of exchanging a login code.</summary>
internal abstract record CodeExchange
{
    private CodeExchange()
    {
    }

    /// <summary>The code was valid.</summary>
    /// <param name="OpenId">Identifies the user within the app.</param>
    /// <param name="UnionId">Identifies the person across apps; null if not known.</param>
    public sealed record Exchanged(string OpenId, SessionKey SessionKey, string? UnionId) : CodeExchange;

    public sealed record Failed(WeChatFailure Failure) : CodeExchange;
}
