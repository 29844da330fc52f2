namespace MiniLogin.Sessions;

/// <summary>The session of this id was ended; whose it was is not known any more.</summary>
internal sealed record SessionTombstone : SessionRow;
