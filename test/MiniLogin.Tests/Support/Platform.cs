using Amazon.DynamoDBv2;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Apps;
using MiniLogin.Playground;
using MiniLogin.Playground.InMemory;
using MiniLogin.Playground.Kms;
using MiniLogin.Playground.WeChatSimulator;
using MiniLogin.Secrets;
using MiniLogin.Tests.Secrets;
using MiniLogin.WeChat;
using MiniLogin.WeChat.ThirdParty;

namespace MiniLogin.Tests.Support;

/// <summary>A world with a third-party platform, whose merchant has the mini program <see cref="Merchant"/>.</summary>
internal static class Platform
{
    public const string Merchant = PlaygroundSettings.MerchantAppId;
    public static readonly AppId MerchantApp = AppId.Parse(Merchant);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>On DynamoDB, the apps are in the Apps table.</summary>
    public static async Task<World> StartAsync(Store store, World? beside = null)
    {
        var world = await World.StartAsync(store, beside: beside, configure: services =>
        {
            if (store == Store.DynamoDB)
            {
                services.AddSingleton<IAppRegistry, DynamoDBAppRegistry>();
                services.AddSingleton<IAccessTokenStore, DynamoDBAccessTokenStore>();
            }
            else
            {
                services.AddSingleton(new InMemoryComponentStore { Component = LocalCredentials.From(PlaygroundSettings.Component) });
            }
        });
        if (store == Store.DynamoDB && beside is null)
        {
            await world.ConfigureAsync(LocalKmsKey.Id);
        }

        SecretWatch.Run.Keep("AppSecret", PlaygroundSettings.Component.Secret);
        SecretWatch.Run.Keep("EncodingAESKey", PlaygroundSettings.Component.EncodingAesKey);
        return world;
    }

    /// <summary>Configures the platform in the Apps table, and forgets that there was none.</summary>
    public static async Task ConfigureAsync(this World world, string keyId)
    {
        var store = new DynamoDBComponentStore(world.Services.GetRequiredService<IAmazonDynamoDB>(), world.Services.GetRequiredService<KmsAppCredentialsCipher>(), world.Options, world.Services.GetRequiredService<TimeProvider>());
        await store.SaveAsync(LocalCredentials.From(PlaygroundSettings.Component, keyId), Cancel);
        world.Calls.Clear();
    }

    public static ComponentPush Push(this World world) => world.Services.GetRequiredService<ComponentPush>();

    /// <summary>WeChat pushes a ticket, then the merchant authorises the platform.</summary>
    public static async Task AuthorizeAsync(this World world)
    {
        await world.PushTicketAsync();
        (await world.Push().AuthorizeAsync(Merchant, "张三的店", Cancel)).Should().Be(200);
    }

    public static async Task PushTicketAsync(this World world) => (await world.Push().SendTicketAsync(Cancel)).Should().Be(200);

    /// <summary>Pushes an event as WeChat does.</summary>
    public static Task<Reply> PushAsync(this World world, string type, string elements, DateTimeOffset? createdAt = null, DateTimeOffset? at = null, SimulatedComponent? component = null)
    {
        component ??= PlaygroundSettings.Component;
        var (query, body) = ComponentPush.Seal(component, ComponentPush.Event(component.AppId, type, elements, createdAt ?? world.Now), at ?? world.Now);
        return world.SendPushAsync(query, body);
    }

    public static Task<Reply> SendPushAsync(this World world, string query, string body) =>
        world.SendAsync(HttpMethod.Post, $"/wechat/component?{query}", new StringContent(body, System.Text.Encoding.UTF8, "text/xml"));

    /// <summary>A new wx.login code of a user of the merchant's mini program.</summary>
    public static string MerchantLogin(this World world, string user = "lilei") => world.WeChat.Login(Merchant, user);

    public static Task<Reply> LogInToMerchantAsync(this World world, string code, string? nonce = null) => world.SendAsync(HttpMethod.Post, "/login", new { code, nonce, appId = Merchant });

    public static Task<Reply> BindPhoneAtMerchantAsync(this World world, string token) =>
        world.SendAsync(HttpMethod.Post, "/session/phone", new { code = world.WeChat.GetPhoneNumberCode(Merchant, "lilei") }, token);

    public static void ShouldBeTaken(this Reply reply) => (reply.Ok().Body, reply.Headers["Content-Type"]).Should().Be(("success", "text/plain"));
}
