using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Playground;
using MiniLogin.WeChat;
using MiniLogin.WeChat.ThirdParty;

namespace MiniLogin.Tests.WeChat;

/// <summary>The component_access_token has one issuer: WeChat ends the one before when it gives another.</summary>
public sealed class ComponentTokenTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Environments_share_one_token()
    {
        await using var one = await Platform.StartAsync(Store.DynamoDB);
        await one.AuthorizeAsync();
        await using var two = await Platform.StartAsync(Store.DynamoDB, beside: one);

        for (var login = 0; login < 3; login++)
        {
            (await one.LogInToMerchantAsync(one.MerchantLogin())).Ok();
            (await two.LogInToMerchantAsync(one.MerchantLogin())).Ok();
        }

        one.WeChat.Component.TokensIssued.Should().Be(1);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Of_many_logins_at_once_one_renews_the_token(Store store)
    {
        await using var world = await Platform.StartAsync(store);
        await world.AuthorizeAsync();
        world.Pass(TimeSpan.FromHours(3));
        await world.PushTicketAsync();

        var logins = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.LogInToMerchantAsync(world.MerchantLogin())));

        logins.Should().AllSatisfy(login => login.Ok());
        world.WeChat.Component.TokensIssued.Should().Be(2);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task The_token_is_renewed_ten_minutes_before_its_end_and_the_old_one_used_if_that_fails(Store store)
    {
        await using var world = await Platform.StartAsync(store);
        await world.AuthorizeAsync();
        world.Pass(TimeSpan.FromSeconds(7200 - 610));
        (await world.LogInToMerchantAsync(world.MerchantLogin())).Ok();
        world.WeChat.Component.TokensIssued.Should().Be(1);
        world.Pass(TimeSpan.FromSeconds(20));
        world.WeChat.Faults = new() { TokenErrCode = 45009 };

        (await world.LogInToMerchantAsync(world.MerchantLogin())).Ok();

        world.WeChat.Faults = new();
        world.Pass(ComponentTokens.LeaseFor);
        (await world.LogInToMerchantAsync(world.MerchantLogin())).Ok();
        world.WeChat.Component.TokensIssued.Should().Be(2);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_function_that_loses_the_lease_uses_the_old_token_while_it_lives(Store store)
    {
        await using var world = await Platform.StartAsync(store);
        await world.AuthorizeAsync();
        world.Pass(TimeSpan.FromSeconds(7200 - 590));
        (await LeaseAsync(world)).Should().BeTrue();
        (await LeaseAsync(world)).Should().BeFalse();
        var calls = world.WeChat.Served;

        (await world.LogInToMerchantAsync(world.MerchantLogin())).Ok();

        (await world.CallsToWeChatAsync(calls + 1)).Should().Be(calls + 1);
        world.WeChat.Component.TokensIssued.Should().Be(1);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_function_that_has_no_token_and_loses_the_lease_waits_for_the_winner(Store store)
    {
        await using var world = await Platform.StartAsync(store);
        await world.AuthorizeAsync();
        world.Pass(TimeSpan.FromHours(3));
        (await LeaseAsync(world)).Should().BeTrue();

        var calls = world.WeChat.Served;
        (await world.LogInToMerchantAsync(world.MerchantLogin())).ShouldFail(503, "wechat_unavailable");

        world.WeChat.Served.Should().Be(calls, "the winner has not stored a token in time");
        var login = world.LogInToMerchantAsync(world.MerchantLogin());
        await Task.Delay(500, Cancel);
        await SaveAsync(world);
        (await login).Ok();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_void_token_is_renewed_once(Store store)
    {
        await using var world = await Platform.StartAsync(store);
        await world.AuthorizeAsync();
        world.WeChat.Component.RevokeToken();

        (await world.LogInToMerchantAsync(world.MerchantLogin())).Ok();

        (await world.CallsToWeChatAsync(6)).Should().Be(6, "the code, api_component_token, the code");
        world.WeChat.Component.TokensIssued.Should().Be(2);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task After_a_failed_renewal_WeChat_is_left_alone_for_ten_seconds(Store store)
    {
        await using var world = await Platform.StartAsync(store);
        await world.AuthorizeAsync();
        world.Pass(TimeSpan.FromHours(3));
        world.WeChat.Faults = new() { TokenErrCode = 61004 };
        var calls = world.WeChat.Served;
        (await world.LogInToMerchantAsync(world.MerchantLogin())).ShouldFail(500, "app_misconfigured");

        (await world.LogInToMerchantAsync(world.MerchantLogin())).ShouldFail(503, "wechat_unavailable");

        world.WeChat.Served.Should().Be(calls + 1);
    }

    [Fact]
    public async Task The_rows_show_no_secret_and_those_of_another_component_cannot_be_opened()
    {
        await using var world = await Platform.StartAsync(Store.Memory);
        await world.AuthorizeAsync();
        var store = world.Services.GetRequiredService<IComponentStore>();
        var ticket = (await store.FindTicketAsync(Cancel))!.Bytes;
        var component = (await store.FindAsync(Cancel))!;

        component.Open(Component.TicketPurpose, ticket).Should().StartWith("ticket@@@");
        component.Open(Component.TokenPurpose, ticket).Should().BeNull("it was sealed for another purpose");
        (component with { AppId = World.App }).Open(Component.TicketPurpose, ticket).Should().BeNull();
        System.Text.Encoding.Latin1.GetString(ticket).Should().NotContain("ticket@@@");
        $"{component} {component.Secrets} {component.Secrets.AesKeys[0]}".Should().NotContain(PlaygroundSettings.Component.Secret).And.NotContain(PlaygroundSettings.Component.EncodingAesKey);
    }

    private static async Task<bool> LeaseAsync(World world)
    {
        var store = world.Services.GetRequiredService<IComponentStore>();
        var now = world.Now;
        return await store.TryLeaseAsync(await store.FindTokenAsync(Cancel), now, now.Floor() + TimeSpan.FromSeconds(60), Cancel);
    }

    /// <summary>Another function stores a token under its lease.</summary>
    private static async Task SaveAsync(World world)
    {
        var store = world.Services.GetRequiredService<IComponentStore>();
        var component = (await store.FindAsync(Cancel))!;
        var (token, expiresIn) = world.WeChat.Component.IssueToken();
        var sealedToken = new SealedAccessToken(component.Seal(Component.TokenPurpose, token), world.Now.AddSeconds(expiresIn).Floor());
        for (var second = 50; second <= 60; second++)
        {
            // The lease was taken some seconds ago.
            if (await store.SaveTokenAsync(sealedToken, world.Now.Floor() + TimeSpan.FromSeconds(second), Cancel))
            {
                return;
            }
        }

        Assert.Fail("The lease is another one.");
    }
}
