using Amazon.DynamoDBv2;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Apps;
using MiniLogin.Secrets;

namespace MiniLogin.Tests.Apps;

/// <summary>Apps in their table, with credentials encrypted by KMS.</summary>
public sealed class DynamoDBAppRegistryTests
{
    [Fact]
    public async Task Users_of_an_app_in_the_table_can_log_in()
    {
        await using var world = await StartAsync();
        using var apps = Apps(world);
        await apps.PutAsync(World.AppId, World.AppSecret);

        var token = (await world.LogInAsync(world.WxLogin())).Ok().Text("token");

        (await world.ShowSessionAsync(token)).Ok();
    }

    [Fact]
    public async Task A_login_with_the_app_in_memory_calls_neither_the_Apps_table_nor_KMS()
    {
        var cipher = new CountingCipher();
        await using var world = await StartAsync(cipher);
        using var apps = Apps(world);
        await apps.PutAsync(World.AppId, World.AppSecret);
        (await world.LogInAsync(world.WxLogin())).Ok();
        world.Calls.Operations.Should().Equal("GetItem", "PutItem", "PutItem", "UpdateItem");
        world.Calls.Clear();

        (await world.LogInAsync(world.WxLogin("meimei"))).Ok();

        world.Calls.Operations.Should().Equal("PutItem", "UpdateItem");
        cipher.Decrypted.Should().Be(1);
    }

    [Fact]
    public async Task A_disabled_app_is_refused_within_a_minute()
    {
        await using var world = await StartAsync();
        using var apps = Apps(world);
        await apps.PutAsync(World.AppId, World.AppSecret);
        var token = await world.TokenAsync();
        await apps.SetEnabledAsync(World.AppId, false);

        world.Pass(TimeSpan.FromSeconds(61));

        (await world.LogInAsync(world.WxLogin())).ShouldFail(400, "app_unknown");
        (await world.ShowSessionAsync(token)).ShouldFail(401, "session_invalid");
        await apps.SetEnabledAsync(World.AppId, true);
        world.Pass(TimeSpan.FromSeconds(61));
        (await world.ShowSessionAsync(token)).Ok();
    }

    [Fact]
    public async Task An_app_cached_for_30_s_is_still_used_while_it_is_refreshed()
    {
        await using var world = await StartAsync();
        using var apps = Apps(world);
        await apps.PutAsync(World.AppId, World.AppSecret);
        var token = await world.TokenAsync();
        await apps.SetEnabledAsync(World.AppId, false);
        world.Pass(TimeSpan.FromSeconds(45));

        (await world.ShowSessionAsync(token)).Ok();

        Reply reply;
        do
        {
            reply = await world.ShowSessionAsync(token);
        }
        while ((int)reply.Status == 200);
        reply.ShouldFail(401, "session_invalid");
    }

    [Fact]
    public async Task A_cached_app_is_used_for_another_30_s_when_the_refresh_fails()
    {
        await using var world = await StartAsync();
        using var apps = Apps(world);
        await apps.PutAsync(World.AppId, World.AppSecret);
        (await world.LogInAsync(world.WxLogin())).Ok();
        world.Pass(TimeSpan.FromSeconds(45));
        world.Calls.Intercept = (operation, _) => operation == "GetItem" ? throw new HttpRequestException("down") : Task.FromResult<HttpResponseMessage?>(null);

        (await world.LogInAsync(world.WxLogin())).Ok();
        world.Pass(TimeSpan.FromSeconds(45));
        (await world.LogInAsync(world.WxLogin())).ShouldFail(503, "store_unavailable");
    }

    [Fact]
    public async Task Credentials_copied_from_another_app_cannot_be_decrypted()
    {
        await using var world = await StartAsync();
        using var apps = Apps(world);
        await apps.PutAsync(World.AppId, World.AppSecret, context: "wxfedcba9876543210");

        (await world.LogInAsync(world.WxLogin())).ShouldFail(500, "internal");
    }

    [Fact]
    public async Task Malformed_credentials_give_500_and_are_not_logged()
    {
        await using var world = await StartAsync();
        using var apps = Apps(world);
        await apps.PutAsync(World.AppId, World.AppSecret, json: """{"appSecret":"very-secret","tokenKeys":[{"id":"t1","key":"AAAA"}],"dataKeys":[]}""");

        (await world.LogInAsync(world.WxLogin())).ShouldFail(500, "internal");

        world.Logs.Lines.Should().NotContain(line => line.Contains("very-secret", StringComparison.Ordinal) || line.Contains("AAAA", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_login_gets_503_when_KMS_is_unreachable()
    {
        await using var world = await World.StartAsync(Store.DynamoDB, new() { KmsUrl = $"http://127.0.0.1:{DynamoDBServer.FreePort()}" }, UseTable);
        using var apps = Apps(world);
        await apps.PutAsync(World.AppId, World.AppSecret);

        (await world.LogInAsync(world.WxLogin())).ShouldFail(503, "store_unavailable");
    }

    private static Task<World> StartAsync(CountingCipher? cipher = null) => World.StartAsync(Store.DynamoDB, new() { KmsUrl = KmsServer.Url }, services =>
    {
        UseTable(services);
        if (cipher is not null)
        {
            services.AddSingleton<KmsAppCredentialsCipher>();
            services.AddSingleton<IAppCredentialsCipher>(s =>
            {
                cipher.Inner = s.GetRequiredService<KmsAppCredentialsCipher>();
                return cipher;
            });
        }
    });

    private static void UseTable(IServiceCollection services) => services.AddSingleton<IAppRegistry, DynamoDBAppRegistry>();

    private static RegisteredApps Apps(World world) => new(world.Services.GetRequiredService<IAmazonDynamoDB>(), world.Services.GetRequiredService<MiniLoginOptions>().AppsTable);
}
