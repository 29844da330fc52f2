namespace MiniLogin.Sessions;

/// <summary>What lies under a session's id: a <see cref="StoredSession"/> or a <see cref="SessionTombstone"/>.</summary>
internal abstract record SessionRow
{
    private protected SessionRow()
    {
    }
}
