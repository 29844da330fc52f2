using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Microsoft.Extensions.Logging;
using MiniLogin.Apps;
using MiniLogin.Aws;
using MiniLogin.WeChat;

namespace MiniLogin.Login;

/// <summary>
/// Does in advance what the first login of a function would wait for: reads the default app, decrypts its credentials, and opens the
/// connections to DynamoDB, KMS and WeChat. All in parallel, so it takes as long as the slowest part.
/// </summary>
internal sealed class LoginWarmUp(IAppRegistry apps, IAmazonKeyManagementService kms, AwsConnections aws, WeChatConnection weChat, MiniLoginOptions options, TimeProvider clock, ILogger<LoginWarmUp> log)
{
    /// <summary>Maximum time that this adds to a start.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    /// <summary>If a part fails, the first login does it and reports the error.</summary>
    public async Task RunAsync()
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        await Task.WhenAll(
            OpenAppAsync(limit.Token),
            aws.ConnectAsync(new(kms.DetermineServiceOperationEndpoint(new DecryptRequest()).URL), limit.Token),
            weChat.ConnectAsync(options.WeChatHosts[0], limit.Token));
    }

    private async Task OpenAppAsync(CancellationToken cancellationToken)
    {
        if (options.GetDefaultApp() is not { } appId)
        {
            return;
        }

        try
        {
            if (await apps.FindAsync(appId, cancellationToken) is { } app)
            {
                await apps.OpenCredentialsAsync(app, cancellationToken);
            }
        }
#pragma warning disable CA1031 // The function must start in any case. Its first login then answers according to the error table.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LoginLog.NotPrepared(log, e, appId);
        }
    }
}
