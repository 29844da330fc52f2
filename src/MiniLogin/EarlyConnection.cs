namespace MiniLogin;

/// <summary>Opens a connection before the call that needs it: finding the host, TCP and TLS take longer than the call itself.</summary>
internal static class EarlyConnection
{
    /// <summary>Whatever the host answers is good. Where it does not answer, the call that needs the connection says so.</summary>
    public static async Task OpenAsync(HttpClient http, Uri host, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, host);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
        }
    }
}
