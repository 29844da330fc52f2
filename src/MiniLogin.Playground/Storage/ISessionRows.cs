namespace MiniLogin.Playground.Storage;

/// <summary>Lists rows of the whole Sessions table for the console. The product itself never scans it.</summary>
internal interface ISessionRows
{
    /// <summary>Returns up to <paramref name="limit"/> rows, and whether there are more.</summary>
    Task<(IReadOnlyList<StoredSessionRow> Rows, bool HasMore)> ListAsync(int limit, CancellationToken cancellationToken);
}
