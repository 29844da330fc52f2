using Amazon.DynamoDBv2;
using Amazon.KeyManagementService;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MiniLogin.Apps;
using MiniLogin.Avatars;
using MiniLogin.Login;
using MiniLogin.Sessions;
using MiniLogin.Users;
using MiniLogin.WeChat;

namespace MiniLogin;

/// <summary>Puts MiniLogin into a container. The caller brings <see cref="TimeProvider"/> and logging.</summary>
public static class MiniLoginServices
{
    /// <summary>Everything, with the sessions, users and apps in DynamoDB and the apps' credentials under KMS.</summary>
    /// <exception cref="OptionsValidationException">A setting is out of range; the text names it.</exception>
    public static IServiceCollection AddMiniLogin(this IServiceCollection services, MiniLoginOptions options)
    {
        var validation = new MiniLoginOptionsValidator().Validate(null, options);
        if (validation.Failed)
        {
            throw new OptionsValidationException(MiniLoginOptions.Section, typeof(MiniLoginOptions), validation.Failures);
        }

        services.AddSingleton(options);
        services.AddSingleton<AwsConnections>();
        services.AddSingleton<IAmazonDynamoDB>(s => AwsClients.DynamoDB(s.GetRequiredService<MiniLoginOptions>(), s.GetRequiredService<AwsConnections>()));
        services.AddSingleton<IAmazonKeyManagementService>(s => AwsClients.Kms(s.GetRequiredService<MiniLoginOptions>(), s.GetRequiredService<AwsConnections>()));
        services.AddSingleton<IAppCredentialsCipher, KmsAppCredentialsCipher>();
        services.AddSingleton<IAppRegistry, DynamoDBAppRegistry>();
        services.AddSingleton<ISessionStore, DynamoDBSessionStore>();
        services.AddSingleton<IUserStore, DynamoDBUserStore>();
        services.AddSingleton<IAccessTokenStore, DynamoDBAccessTokenStore>();
        if (options.AvatarsBucket.Length > 0)
        {
            services.AddSingleton<IAmazonS3>(s => AwsClients.S3(s.GetRequiredService<MiniLoginOptions>(), s.GetRequiredService<AwsConnections>()));
            services.AddSingleton<IAvatarStore, S3AvatarStore>();
        }

        services.AddWeChat();
        services.AddSingleton<LoginRepetition>();
        services.AddSingleton<LoginGate>();
        services.AddSingleton<FirstLogin>();
        services.AddSingleton(s => new LoginService(
            s.GetRequiredService<IAppRegistry>(),
            s.GetRequiredService<WeChatClient>(),
            s.GetRequiredService<IUserStore>(),
            s.GetRequiredService<ISessionStore>(),
            s.GetRequiredService<SessionList>(),
            s.GetRequiredService<LoginRepetition>(),
            s.GetRequiredService<LoginGate>(),
            s.GetRequiredService<MiniLoginOptions>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<LoginService>>()));
        services.AddSingleton(s => new SessionService(
            s.GetRequiredService<ISessionStore>(),
            s.GetRequiredService<IUserStore>(),
            s.GetRequiredService<IAppRegistry>(),
            s.GetRequiredService<MiniLoginOptions>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<SessionService>>()));
        services.AddSingleton(s => new SessionList(
            s.GetRequiredService<ISessionStore>(),
            s.GetRequiredService<IUserStore>(),
            s.GetRequiredService<MiniLoginOptions>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<SessionList>>()));
        services.AddSingleton(s => new IdentityConfirmation(
            s.GetRequiredService<IAppRegistry>(),
            s.GetRequiredService<WeChatClient>(),
            s.GetRequiredService<ILogger<IdentityConfirmation>>()));
        services.AddSingleton(s => new AccountService(
            s.GetRequiredService<IUserStore>(),
            s.GetRequiredService<PhoneService>(),
            s.GetRequiredService<AvatarService>(),
            s.GetRequiredService<SessionList>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<AccountService>>()));
        services.AddSingleton(s => new UserService(s.GetRequiredService<IUserStore>()));
        services.AddSingleton(s => new PhoneService(
            s.GetRequiredService<IAppRegistry>(),
            s.GetRequiredService<AuthorizedWeChatClient>(),
            s.GetRequiredService<IUserStore>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<PhoneService>>()));
        services.AddSingleton(s => new AvatarService(
            s.GetService<IAvatarStore>(),
            s.GetRequiredService<IUserStore>(),
            s.GetRequiredService<ILogger<AvatarService>>()));
        services.AddSingleton(s => new ProfileService(s.GetRequiredService<IUserStore>(), s.GetRequiredService<AvatarService>()));
        return services;
    }

    /// <summary>
    /// Does now what the first login would wait for: reads the default app, opens its credentials and the connections to
    /// DynamoDB, KMS and WeChat. For a function that logs in, while it starts: it has more of the processor then. Takes 3 s
    /// at most; what fails is left to the first login.
    /// </summary>
    /// <param name="started">Built of the same services, and not to be disposed of: what was opened in it is used from now on.</param>
    public static IServiceCollection PrepareFirstLogin(this IServiceCollection services, IServiceProvider started)
    {
        // A start cannot be awaited.
        Task.Run(started.GetRequiredService<FirstLogin>().PrepareAsync).Wait();
        return services
            .AddSingleton(started.GetRequiredService<AwsConnections>())
            .AddSingleton(started.GetRequiredService<IAmazonDynamoDB>())
            .AddSingleton(started.GetRequiredService<IAmazonKeyManagementService>())
            .AddSingleton(started.GetRequiredService<IAppRegistry>())
            .AddSingleton(started.GetRequiredService<WeChatConnection>());
    }

    /// <summary>Sessions, users and their pictures in the memory of this process instead, gone with it: for local use and tests.</summary>
    public static IServiceCollection UseInMemoryStores(this IServiceCollection services) => services
        .AddSingleton<ISessionStore, InMemorySessionStore>()
        .AddSingleton<IUserStore, InMemoryUserStore>()
        .AddSingleton<IAvatarStore, InMemoryAvatarStore>()
        .UseInMemoryAccessTokens();

    /// <summary>The apps' access_tokens in the memory of this process only: for apps that are in no table.</summary>
    public static IServiceCollection UseInMemoryAccessTokens(this IServiceCollection services) => services
        .AddSingleton<IAccessTokenStore, InMemoryAccessTokenStore>();
}
