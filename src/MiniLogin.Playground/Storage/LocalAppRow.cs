using System.Security.Cryptography;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using MiniLogin.Account;
using MiniLogin.Apps;
using MiniLogin.Aws;
using MiniLogin.Playground.Kms;
using MiniLogin.Secrets;
using MiniLogin.WeChat.ThirdParty;

namespace MiniLogin.Playground.Storage;

/// <summary>
/// The rows of the Playground's app, and of its app in WeCom, in the Apps table. Their credentials are encrypted by the simulated KMS, so
/// that functions outside this process, such as those of sam local, can use the apps like any registered ones.
/// </summary>
internal sealed class LocalAppRow(PlaygroundSettings settings, MiniLoginOptions options, TimeProvider clock)
{
    private AppId? _notOurs;

    /// <summary>The error message for a row that was not changed.</summary>
    public string NotOurs =>
        $"the table {options.AppsTable} at {options.DynamoDBUrl} has a row for {_notOurs} that no Playground encrypted. It was not changed. "
        + "Use another DynamoDB, another app (--app) or another table (MiniLogin__AppsTable).";

    /// <summary>
    /// Adds a row if the table has none for its app. In an existing row it replaces only the AppSecret, and only if the
    /// simulated KMS encrypted the row. A conditional write keeps changes that others make in the meantime.
    /// </summary>
    /// <returns>What became of the row of the mini program, unless that of WeCom is not ours.</returns>
    /// <exception cref="StoreUnavailableException">DynamoDB cannot be reached.</exception>
    public async Task<LocalAppRowState> WriteAsync(CancellationToken cancellationToken)
    {
        using var connections = new AwsConnections(clock);
        using var dynamoDB = AwsClients.DynamoDB(options, connections);
        var table = new AppTable(dynamoDB, options);
        var state = await WriteAsync(table, settings.MiniProgram, settings.AppSecret, cancellationToken);
        if (settings.WeChat is null)
        {
            await WriteComponentAsync(dynamoDB, LocalCredentials.From(PlaygroundSettings.Component), cancellationToken);
        }

        return state != LocalAppRowState.NotOurs && settings.WeComApp is { } weCom && await WriteAsync(table, weCom, PlaygroundSettings.WeComSecret, cancellationToken) == LocalAppRowState.NotOurs
            ? LocalAppRowState.NotOurs
            : state;
    }

    /// <summary>Writes the third-party platform of the Playground, unless there is one.</summary>
    public async Task WriteComponentAsync(IAmazonDynamoDB dynamoDB, Component component, CancellationToken cancellationToken)
    {
        const string Key = DynamoDBComponentStore.ConfigurationKey;
        await AwsCall.TryWriteAsync(dynamoDB.PutItemAsync(
            new PutItemRequest
            {
                TableName = options.AppsTable,
                Item = new()
                {
                    [AppTable.AppIdColumn] = new(Key),
                    ["componentAppId"] = new(component.AppId.ToString()),
                    ["credentials"] = ItemValue.From(LocalKmsKey.Encrypt(component.Secrets.Write(), new Dictionary<string, string> { ["appId"] = Key })),
                },
                ConditionExpression = "attribute_not_exists(appId)",
            },
            cancellationToken));
    }

    private async Task<LocalAppRowState> WriteAsync(AppTable table, App app, string secret, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await table.AddAsync(app, Encrypt(app.AppId, LocalCredentials.From(secret)), clock.GetUtcNow(), cancellationToken))
            {
                return LocalAppRowState.Written;
            }

            if (await table.FindAsync(app.AppId, consistent: true, cancellationToken) is not { } row || Open(row) is not { } credentials)
            {
                _notOurs = app.AppId;
                return LocalAppRowState.NotOurs;
            }

            if (credentials.AppSecret == secret)
            {
                return LocalAppRowState.Kept;
            }

            if (await table.ReplaceCredentialsAsync(row, Encrypt(app.AppId, KeyRotation.WithSecret(credentials, secret)), cancellationToken))
            {
                return LocalAppRowState.SecretReplaced;
            }

            // Another process changed or removed the row in the meantime: read it again.
        }
    }

    private static byte[] Encrypt(AppId appId, AppCredentials credentials)
    {
        var json = AppCredentialsDocument.Write(credentials);
        var ciphertext = LocalKmsKey.Encrypt(json, Context(appId));
        CryptographicOperations.ZeroMemory(json);
        return ciphertext;
    }

    private static Dictionary<string, string> Context(AppId appId) => new() { ["appId"] = appId.ToString() };

    private static AppCredentials? Open(AppRow row) =>
        LocalKmsKey.Decrypt(row.Credentials, Context(row.App.AppId)) is { } json ? AppCredentialsDocument.Read(row.App.AppId.ToString(), json) : null;
}
