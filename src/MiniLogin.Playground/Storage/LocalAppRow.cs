using System.Security.Cryptography;
using MiniLogin.Account;
using MiniLogin.Apps;
using MiniLogin.Aws;
using MiniLogin.Playground.Kms;
using MiniLogin.Secrets;

namespace MiniLogin.Playground.Storage;

/// <summary>
/// The row of the Playground's app in the Apps table. Its credentials are encrypted by the simulated KMS, so that functions
/// outside this process, such as those of sam local, can use the app like any registered one.
/// </summary>
internal sealed class LocalAppRow(PlaygroundSettings settings, MiniLoginOptions options, TimeProvider clock)
{
    private readonly Dictionary<string, string> _context = new() { ["appId"] = settings.AppId };

    /// <summary>The error message for a row that was not changed.</summary>
    public string NotOurs =>
        $"the table {options.AppsTable} at {options.DynamoDBUrl} has a row for {settings.AppId} that no Playground encrypted. It was not changed. "
        + "Use another DynamoDB, another app (--app) or another table (MiniLogin__AppsTable).";

    /// <summary>
    /// Adds the row if the table has none for this app. In an existing row it replaces only the AppSecret, and only if the
    /// simulated KMS encrypted the row. A conditional write keeps changes that others make in the meantime.
    /// </summary>
    /// <exception cref="StoreUnavailableException">DynamoDB cannot be reached.</exception>
    public async Task<LocalAppRowState> WriteAsync(CancellationToken cancellationToken)
    {
        using var connections = new AwsConnections(clock);
        using var dynamoDB = AwsClients.DynamoDB(options, connections);
        var table = new AppTable(dynamoDB, options);
        while (true)
        {
            if (await table.AddAsync(new(AppId.Parse(settings.AppId), "Playground", Enabled: true), Encrypt(LocalCredentials.From(settings.AppSecret)), clock.GetUtcNow(), cancellationToken))
            {
                return LocalAppRowState.Written;
            }

            if (await table.FindAsync(AppId.Parse(settings.AppId), consistent: true, cancellationToken) is not { } row || Open(row) is not { } credentials)
            {
                return LocalAppRowState.NotOurs;
            }

            if (credentials.AppSecret == settings.AppSecret)
            {
                return LocalAppRowState.Kept;
            }

            if (await table.ReplaceCredentialsAsync(row, Encrypt(KeyRotation.WithSecret(credentials, settings.AppSecret)), cancellationToken))
            {
                return LocalAppRowState.SecretReplaced;
            }

            // Another process changed or removed the row in the meantime: read it again.
        }
    }

    private byte[] Encrypt(AppCredentials credentials)
    {
        var json = AppCredentialsDocument.Write(credentials);
        var ciphertext = LocalKmsKey.Encrypt(json, _context);
        CryptographicOperations.ZeroMemory(json);
        return ciphertext;
    }

    private AppCredentials? Open(AppRow row) =>
        LocalKmsKey.Decrypt(row.Credentials, _context) is { } json ? AppCredentialsDocument.Read(row.App.AppId.ToString(), json) : null;
}
