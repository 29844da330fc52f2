using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MiniLogin.Apps;
using MiniLogin.Users;

namespace MiniLogin.WeChat;

internal static class WeChatServices
{
    public static void AddWeChat(this IServiceCollection services)
    {
        services.AddSingleton<WeChatConnection>();
        services.AddSingleton<WeChatSender>();
        services.AddSingleton<WeChatClient>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<AuthorizedWeChatClient>();
        services.AddSingleton(s => new SessionKeyService(
            s.GetRequiredService<IAppRegistry>(),
            s.GetRequiredService<AuthorizedWeChatClient>(),
            s.GetRequiredService<IUserStore>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<SessionKeyService>>()));
    }
}
