namespace MiniLogin.Playground.Storage;

/// <summary>The table of sessions as a whole, which the product never reads so.</summary>
internal interface ISessionRows
{
    /// <summary>Some of the rows, and whether there are more.</summary>
    Task<(IReadOnlyList<StoredSessionRow> Rows, bool HasMore)> ListAsync(int limit, CancellationToken cancellationToken);
}
