using MiniLogin.Account.Avatars;
using MiniLogin.Apps;
using MiniLogin.Sessions;
using MiniLogin.Users;
using MiniLogin.WeChat;
using MiniLogin.WeChat.ThirdParty;

namespace MiniLogin.Playground.InMemory;

/// <summary>Stores that keep data in memory until the process ends. For local use and tests.</summary>
internal static class InMemoryServices
{
    /// <summary>Keeps sessions, users, deletions, avatars, access_tokens and the third-party platform in memory. Its apps must be those of an <see cref="InMemoryAppRegistry"/>.</summary>
    public static IServiceCollection UseInMemoryStores(this IServiceCollection services) => services
        .AddSingleton<ISessionStore, InMemorySessionStore>()
        .AddSingleton<IUserStore, InMemoryUserStore>()
        .AddSingleton<IDeletionStore, InMemoryDeletionStore>()
        .AddSingleton<IAvatarStore, InMemoryAvatarStore>()
        .AddSingleton<InMemoryComponentStore>()
        .AddSingleton<IComponentStore>(s => s.GetRequiredService<InMemoryComponentStore>())
        .AddSingleton<IAuthorizerStore>(s => new InMemoryAuthorizerStore((InMemoryAppRegistry)s.GetRequiredService<IAppRegistry>(), s.GetRequiredService<InMemoryAccessTokenStore>()))
        .UseInMemoryAccessTokens();

    /// <summary>Keeps only access_tokens in memory. For apps that are not in the Apps table.</summary>
    public static IServiceCollection UseInMemoryAccessTokens(this IServiceCollection services) => services
        .AddSingleton<InMemoryAccessTokenStore>()
        .AddSingleton<IAccessTokenStore>(s => s.GetRequiredService<InMemoryAccessTokenStore>());
}
