using MiniLogin.Account.Avatars;
using MiniLogin.Sessions;
using MiniLogin.Users;
using MiniLogin.WeChat;

namespace MiniLogin.Playground.InMemory;

/// <summary>Stores that keep data in memory until the process ends. For local use and tests.</summary>
internal static class InMemoryServices
{
    /// <summary>Keeps sessions, users, deletions, avatars and access_tokens in memory.</summary>
    public static IServiceCollection UseInMemoryStores(this IServiceCollection services) => services
        .AddSingleton<ISessionStore, InMemorySessionStore>()
        .AddSingleton<IUserStore, InMemoryUserStore>()
        .AddSingleton<IDeletionStore, InMemoryDeletionStore>()
        .AddSingleton<IAvatarStore, InMemoryAvatarStore>()
        .UseInMemoryAccessTokens();

    /// <summary>Keeps only access_tokens in memory. For apps that are not in the Apps table.</summary>
    public static IServiceCollection UseInMemoryAccessTokens(this IServiceCollection services) => services
        .AddSingleton<IAccessTokenStore, InMemoryAccessTokenStore>();
}
