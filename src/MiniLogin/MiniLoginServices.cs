using Amazon.DynamoDBv2;
using Amazon.KeyManagementService;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
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
using MiniLogin.WeChat.ThirdParty;

namespace MiniLogin;

/// <summary>Adds MiniLogin to a container.</summary>
public static class MiniLoginServices
{
    /// <summary>The key of the clients that the services for an app's own functions use.</summary>
    internal const string SessionsKey = "MiniLogin";

    /// <summary>
    /// Adds all services. Sessions, users, deletions and apps are in DynamoDB; the apps' credentials are encrypted by KMS. The caller adds
    /// <see cref="TimeProvider"/> and logging.
    /// </summary>
    /// <exception cref="OptionsValidationException">A setting is out of range. The message names it.</exception>
    public static IServiceCollection AddMiniLogin(this IServiceCollection services, MiniLoginOptions options)
    {
        Validate(options);
        services.AddSingleton(options);
        services.AddSingleton(s => new AwsConnections(s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IAmazonDynamoDB>(s => AwsClients.DynamoDB(s.GetRequiredService<MiniLoginOptions>(), s.GetRequiredService<AwsConnections>()));
        services.AddSingleton<IAmazonKeyManagementService>(s => AwsClients.Kms(s.GetRequiredService<MiniLoginOptions>(), s.GetRequiredService<AwsConnections>()));
        services.AddSingleton(s => new KmsAppCredentialsCipher(new Lazy<IAmazonKeyManagementService>(s.GetRequiredService<IAmazonKeyManagementService>)));
        services.AddSingleton<IAppCredentialsCipher>(s => s.GetRequiredService<KmsAppCredentialsCipher>());
        services.AddSingleton<IAppRegistry, DynamoDBAppRegistry>();
        services.AddSingleton<IAccessTokenStore, DynamoDBAccessTokenStore>();
        services.AddSingleton(s => new WeChatConnection(WeChatConnection.Network(s.GetRequiredService<TimeProvider>())));
        services.AddSingleton<WeChatSender>();
        services.AddSingleton<ICodeExchange, MiniProgramExchange>();
        services.AddSingleton<ICodeExchange, WeComExchange>();
        services.AddSingleton<ICodeExchange, AuthorizerExchange>();
        services.AddSingleton<CodeExchanges>();
        services.AddSingleton<IAccessTokenIssuer, StableTokenIssuer>();
        services.AddSingleton<IAccessTokenIssuer, WeComTokenIssuer>();
        services.AddSingleton<IAccessTokenIssuer, AuthorizerTokenIssuer>();
        services.AddThirdPartyPlatform();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<AuthorizedWeChatClient>();
        services.AddSingleton(s => new AccessTokenService(
            s.GetRequiredService<IAppRegistry>(),
            s.GetRequiredService<AccessTokens>(),
            s.GetRequiredService<MiniLoginOptions>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<AccessTokenService>>()));
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
        services.AddSingleton<SessionWarmUp>();
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
        services.AddSingleton<PersonService>();
        services.AddSingleton<LoginReplay>();
        services.AddSingleton<LoginPhoneBinding>();
        services.AddSingleton<LoginWarmUp>();
        services.AddSingleton<LoginService>();
        return services;
    }

    /// <summary>
    /// Adds <see cref="SessionService"/> alone, for an app that checks the sessions of a MiniLogin stack in its own functions. Its role
    /// needs the stack's <c>CheckSessionPolicyArn</c>, and no access to KMS, S3 or WeChat. The service has a DynamoDB client of its own
    /// and does not use or replace the app's. A clock and logging are added if the app has none. Does nothing if the container already
    /// has a <see cref="SessionService"/>.
    /// </summary>
    /// <param name="options">
    /// <c>SessionsTable</c>, <c>UsersTable</c> and <c>AppsTable</c> are those of the stack, which it exports. <c>SessionIdleHours</c> must be
    /// that of the stack, if it is not the default. Other settings, except <c>DynamoDBUrl</c> for local use, are not used.
    /// </param>
    /// <exception cref="OptionsValidationException">A setting is out of range. The message names it.</exception>
    public static IServiceCollection AddMiniLoginSessions(this IServiceCollection services, MiniLoginOptions options)
    {
        AddInProcess(services, options);
        services.TryAddSingleton(s =>
        {
            var dynamoDB = s.GetRequiredKeyedService<IAmazonDynamoDB>(SessionsKey);
            var clock = s.GetRequiredService<TimeProvider>();
            return new SessionService(
                new DynamoDBSessionStore(dynamoDB, options),
                new DynamoDBUserStore(dynamoDB, options),
                new DynamoDBAppRegistry(dynamoDB, new NoCipher(), options, clock, s.GetRequiredService<ILogger<DynamoDBAppRegistry>>()),
                options,
                clock,
                s.GetRequiredService<ILogger<SessionService>>());
        });
        return services;
    }

    /// <summary>
    /// Adds <see cref="AccessTokenService"/> alone, for an app that calls WeChat's server API in its own functions. Its role may read and
    /// write the stack's table of apps and decrypt with its KMS key, so its code can read the AppSecret: prefer to invoke the stack's
    /// function <c>AccessToken</c>. A clock and logging are added if the app has none. Does nothing if the container already has an
    /// <see cref="AccessTokenService"/>.
    /// </summary>
    /// <param name="options">
    /// <c>AppsTable</c> is that of the stack, which it exports. <c>DefaultAppId</c> and <c>WeChatUrl</c> are used. Other settings, except
    /// <c>DynamoDBUrl</c> and <c>KmsUrl</c> for local use, are not.
    /// </param>
    /// <exception cref="OptionsValidationException">A setting is out of range. The message names it.</exception>
    public static IServiceCollection AddMiniLoginAccessTokens(this IServiceCollection services, MiniLoginOptions options)
    {
        AddInProcess(services, options);
        services.TryAddKeyedSingleton<IAmazonKeyManagementService>(SessionsKey, (s, _) => AwsClients.Kms(options, s.GetRequiredService<AwsConnections>()));
        services.TryAddKeyedSingleton(SessionsKey, (s, _) => new WeChatConnection(WeChatConnection.Network(s.GetRequiredService<TimeProvider>())));
        services.TryAddSingleton(s =>
        {
            var dynamoDB = s.GetRequiredKeyedService<IAmazonDynamoDB>(SessionsKey);
            var clock = s.GetRequiredService<TimeProvider>();
            var cipher = new KmsAppCredentialsCipher(new Lazy<IAmazonKeyManagementService>(() => s.GetRequiredKeyedService<IAmazonKeyManagementService>(SessionsKey)));
            var sender = new WeChatSender(s.GetRequiredKeyedService<WeChatConnection>(SessionsKey), options, clock, s.GetRequiredService<ILogger<WeChatSender>>());
            var components = new DynamoDBComponentStore(dynamoDB, cipher, options, clock);
            var component = new ComponentClient(components, new(sender, components, clock, s.GetRequiredService<ILogger<ComponentTokens>>()), sender);
            return new AccessTokenService(
                new DynamoDBAppRegistry(dynamoDB, cipher, options, clock, s.GetRequiredService<ILogger<DynamoDBAppRegistry>>()),
                new AccessTokens([new StableTokenIssuer(sender), new AuthorizerTokenIssuer(component)], new DynamoDBAccessTokenStore(dynamoDB, options), clock, s.GetRequiredService<ILogger<AccessTokens>>()),
                options,
                clock,
                s.GetRequiredService<ILogger<AccessTokenService>>());
        });
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
        return services.KeepStarted(started)
            .AddSingleton(started.GetRequiredService<IAmazonKeyManagementService>())
            .AddSingleton(started.GetRequiredService<WeChatConnection>());
    }

    /// <summary>
    /// Does in advance what the first session check would wait for: opens the connection to DynamoDB and reads the default app.
    /// Like <see cref="WarmUpLogin"/>, but takes at most 1 s and needs only what a session check needs.
    /// </summary>
    internal static IServiceCollection WarmUpSessions(this IServiceCollection services, IServiceProvider started)
    {
        Task.Run(started.GetRequiredService<SessionWarmUp>().RunAsync).Wait();
        return services.KeepStarted(started);
    }

    private static IServiceCollection KeepStarted(this IServiceCollection services, IServiceProvider started) => services
        .AddSingleton(started.GetRequiredService<AwsConnections>())
        .AddSingleton(started.GetRequiredService<IAmazonDynamoDB>())
        .AddSingleton(started.GetRequiredService<IAppRegistry>());

    private static void AddInProcess(IServiceCollection services, MiniLoginOptions options)
    {
        Validate(options);
        services.AddLogging();
#pragma warning disable RS0030 // The app may have a clock of its own. If not, it is this one.
        services.TryAddSingleton(TimeProvider.System);
#pragma warning restore RS0030
        services.TryAddSingleton(s => new AwsConnections(s.GetRequiredService<TimeProvider>()));
        services.TryAddKeyedSingleton<IAmazonDynamoDB>(SessionsKey, (s, _) => AwsClients.DynamoDB(options, s.GetRequiredService<AwsConnections>()));
    }

    /// <summary>Adds what the third-party platform needs. It reads its row only when an app of a merchant is used, or a push comes.</summary>
    private static void AddThirdPartyPlatform(this IServiceCollection services)
    {
        services.AddSingleton<IComponentStore, DynamoDBComponentStore>();
        services.AddSingleton<IAuthorizerStore, DynamoDBAuthorizerStore>();
        services.AddSingleton<ComponentTokens>();
        services.AddSingleton<ComponentClient>();
        services.AddSingleton<Authorizers>();
        services.AddSingleton<PushService>();
    }

    private static void Validate(MiniLoginOptions options)
    {
        var validation = new MiniLoginOptionsValidator().Validate(null, options);
        if (validation.Failed)
        {
            throw new OptionsValidationException(MiniLoginOptions.Section, typeof(MiniLoginOptions), validation.Failures);
        }
    }

    /// <summary>A session check reads apps, but never their credentials.</summary>
    private sealed class NoCipher : IAppCredentialsCipher
    {
        public Task<byte[]> DecryptAsync(string appId, MemoryStream ciphertext, CancellationToken cancellationToken) =>
            throw new NotSupportedException("AddMiniLoginSessions gives no access to credentials. Use AddMiniLogin.");
    }
}
