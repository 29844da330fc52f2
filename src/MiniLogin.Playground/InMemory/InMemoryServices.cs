using MiniLogin.Account.Avatars;
using MiniLogin.Sessions;
using MiniLogin.Users;
using MiniLogin.WeChat;

namespace MiniLogin.Playground.InMemory;

/// <summary>Stores in the memory of this process, gone with it: for local use and tests.</summary>
internal static class InMemoryServices
{
    /// <summary>Keeps sessions, users, their pictures and the apps' access_tokens in memory.</summary>
    public static IServiceCollection UseInMemoryStores(this IServiceCollection services) => services
        .AddSingleton<ISessionStore, InMemorySessionStore>()
        .AddSingleton<IUserStore, InMemoryUserStore>()
        .AddSingleton<IAvatarStore, InMemoryAvatarStore>()
        .UseInMemoryAccessTokens();

    /// <summary>Keeps only the apps' access_tokens in memory: for apps that are in no table.</summary>
    public static IServiceCollection UseInMemoryAccessTokens(this IServiceCollection services) => services
        .AddSingleton<IAccessTokenStore, InMemoryAccessTokenStore>();
}
