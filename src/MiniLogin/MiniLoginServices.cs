using Amazon.DynamoDBv2;
using Amazon.KeyManagementService;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MiniLogin.Account;
using MiniLogin.Account.Avatars;
using MiniLogin.Apps;
using MiniLogin.Aws;
using MiniLogin.Login;
using MiniLogin.Secrets;
using MiniLogin.Sessions;
using MiniLogin.Users;
using MiniLogin.WeChat;

namespace MiniLogin;

/// <summary>Adds MiniLogin to a container. The caller adds <see cref="TimeProvider"/> and logging.</summary>
public static class MiniLoginServices
{
    /// <summary>Adds all services. Sessions, users, deletions and apps are in DynamoDB; the apps' credentials are encrypted by KMS.</summary>
    /// <exception cref="OptionsValidationException">A setting is out of range. The message names it.</exception>
    public static IServiceCollection AddMiniLogin(this IServiceCollection services, MiniLoginOptions options)
    {
        var validation = new MiniLoginOptionsValidator().Validate(null, options);
        if (validation.Failed)
        {
            throw new OptionsValidationException(MiniLoginOptions.Section, typeof(MiniLoginOptions), validation.Failures);
        }

        services.AddSingleton(options);
        services.AddSingleton(s => new AwsConnections(s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IAmazonDynamoDB>(s => AwsClients.DynamoDB(s.GetRequiredService<MiniLoginOptions>(), s.GetRequiredService<AwsConnections>()));
        services.AddSingleton<IAmazonKeyManagementService>(s => AwsClients.Kms(s.GetRequiredService<MiniLoginOptions>(), s.GetRequiredService<AwsConnections>()));
        services.AddSingleton<IAppCredentialsCipher, KmsAppCredentialsCipher>();
        services.AddSingleton<IAppRegistry, DynamoDBAppRegistry>();
        services.AddSingleton<IAccessTokenStore, DynamoDBAccessTokenStore>();
        services.AddSingleton(s => new WeChatConnection(WeChatConnection.Network(s.GetRequiredService<TimeProvider>())));
        services.AddSingleton<WeChatSender>();
        services.AddSingleton<WeChatClient>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<AuthorizedWeChatClient>();
        services.AddSingleton<IUserStore, DynamoDBUserStore>();
        services.AddSingleton<IDeletionStore, DynamoDBDeletionStore>();
        services.AddSingleton<ISessionStore, DynamoDBSessionStore>();
        // Other code in the process uses this service. Its constructor is internal, because the stores are.
        services.AddSingleton(s => new SessionService(
            s.GetRequiredService<ISessionStore>(),
            s.GetRequiredService<IUserStore>(),
            s.GetRequiredService<IAppRegistry>(),
            s.GetRequiredService<MiniLoginOptions>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<SessionService>>()));
        services.AddSingleton<UserSessions>();
        if (options.AvatarsBucket.Length > 0)
        {
            services.AddSingleton<IAmazonS3>(s => AwsClients.S3(s.GetRequiredService<MiniLoginOptions>(), s.GetRequiredService<AwsConnections>()));
            services.AddSingleton<IAvatarStore, S3AvatarStore>();
        }

        services.AddSingleton<AvatarService>();
        services.AddSingleton<ProfileService>();
        services.AddSingleton<PhoneService>();
        services.AddSingleton<SessionKeyService>();
        services.AddSingleton<IdentityConfirmation>();
        services.AddSingleton<AccountService>();
        services.AddSingleton<LoginReplay>();
        services.AddSingleton<LoginWarmUp>();
        services.AddSingleton<LoginService>();
        return services;
    }

    /// <summary>
    /// Does in advance what the first login would wait for: reads the default app, decrypts its credentials and opens the connections
    /// to DynamoDB, KMS and WeChat. Call it while a function with logins starts, because a function has more processor time then.
    /// Takes at most 3 s. If a part fails, the first login does it.
    /// </summary>
    /// <param name="started">A provider built from the same services. Do not dispose it: its clients and connections stay in use.</param>
    public static IServiceCollection WarmUpLogin(this IServiceCollection services, IServiceProvider started)
    {
        // Startup is synchronous.
        Task.Run(started.GetRequiredService<LoginWarmUp>().RunAsync).Wait();
        return services
            .AddSingleton(started.GetRequiredService<AwsConnections>())
            .AddSingleton(started.GetRequiredService<IAmazonDynamoDB>())
            .AddSingleton(started.GetRequiredService<IAmazonKeyManagementService>())
            .AddSingleton(started.GetRequiredService<IAppRegistry>())
            .AddSingleton(started.GetRequiredService<WeChatConnection>());
    }
}
