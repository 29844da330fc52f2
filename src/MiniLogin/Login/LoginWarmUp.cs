using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Microsoft.Extensions.Logging;
using MiniLogin.Apps;
using MiniLogin.Aws;
using MiniLogin.WeChat;

namespace MiniLogin.Login;

/// <summary>
/// What the first login of a function would wait for, done before it comes: the default app is read and its credentials
/// opened, and the connections to DynamoDB, KMS and WeChat are there. All at once, so that it takes as long as the slowest.
/// </summary>
internal sealed class LoginWarmUp(IAppRegistry apps, IAmazonKeyManagementService kms, AwsConnections aws, WeChatConnection weChat, MiniLoginOptions options, TimeProvider clock, ILogger<LoginWarmUp> log)
{
    /// <summary>Longer no start may take for it.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    /// <summary>What fails is left to the first login, which then says so.</summary>
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
#pragma warning disable CA1031 // Whatever it is, the function must start: it answers by the error table.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LoginLog.NotPrepared(log, e, appId);
        }
    }
}
