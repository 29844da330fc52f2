using Microsoft.AspNetCore.Http.Features;

namespace MiniLogin.Playground.Console;

/// <summary>Knows at once that the connection was aborted; the token is only cancelled some time after.</summary>
internal sealed class AbortWatch(IHttpRequestLifetimeFeature inner) : IHttpRequestLifetimeFeature
{
    public bool IsAborted { get; private set; }

    public CancellationToken RequestAborted
    {
        get => inner.RequestAborted;
        set => inner.RequestAborted = value;
    }

    public void Abort()
    {
        IsAborted = true;
        inner.Abort();
    }
}
