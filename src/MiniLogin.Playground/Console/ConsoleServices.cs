using Amazon.DynamoDBv2;
using MiniLogin.Apps;
using MiniLogin.Aws;
using MiniLogin.Playground.Gateway;
using MiniLogin.Playground.InMemory;
using MiniLogin.Playground.Storage;
using MiniLogin.Sessions;
using MiniLogin.Users;
using MiniLogin.WeChat;

namespace MiniLogin.Playground.Console;

internal static class ConsoleServices
{
    /// <summary>Records every call between gateway, functions, WeChat and tables. Call it after the services that it wraps are added.</summary>
    public static void AddConsole(this IServiceCollection services, PlaygroundSettings settings)
    {
        services.AddSingleton<CallLog>();
        services.AddSingleton<IInvocationWatch, InvocationRecorder>();
        services.AddSingleton(s => new WeChatConnection(Recording(s, WeChatConnection.Network(s.GetRequiredService<TimeProvider>()), WeChatConnection.MaxAnswer, (request, _) => RecordedRequest.OfWeChat(request))));
        if (settings.DynamoDB is null)
        {
            services.AddSingleton<StoreCalls>();
            services.AddSingleton<InMemorySessionStore>();
            services.AddSingleton<InMemoryUserStore>();
            services.AddSingleton<ISessionStore>(s => new RecordingSessionStore(s.GetRequiredService<InMemorySessionStore>(), s.GetRequiredService<StoreCalls>()));
            services.AddSingleton<IUserStore>(s => new RecordingUserStore(s.GetRequiredService<InMemoryUserStore>(), s.GetRequiredService<StoreCalls>()));
            services.AddSingleton<IDeletionStore>(s => new RecordingDeletionStore(new InMemoryDeletionStore(), s.GetRequiredService<StoreCalls>()));
            services.AddSingleton<ISessionRows, InMemorySessionRows>();
        }
        else
        {
            services.AddSingleton<IAmazonDynamoDB>(s =>
                AwsClients.DynamoDB(s.GetRequiredService<MiniLoginOptions>(), new(s.GetRequiredService<TimeProvider>(), network => Recording(s, network, int.MaxValue, RecordedRequest.OfDynamoDB))));
            services.AddSingleton<ISessionRows, DynamoDBSessionRows>();

            // A separate client, which is not recorded: a deployed function reads its app at startup, not during a call.
            services.AddSingleton<IAppRegistry>(s => ActivatorUtilities.CreateInstance<DynamoDBAppRegistry>(
                s, AwsClients.DynamoDB(s.GetRequiredService<MiniLoginOptions>(), s.GetRequiredService<AwsConnections>())));
        }
    }

    private static RecordingHandler Recording(IServiceProvider services, HttpMessageHandler network, int maxAnswer, Func<HttpRequestMessage, byte[], RecordedRequest> describe) =>
        new(network, services.GetRequiredService<CallLog>(), services.GetRequiredService<PlaygroundClock>(), maxAnswer, describe);
}
