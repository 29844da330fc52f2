using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MiniLogin.Account.Avatars;
using MiniLogin.Apps;
using MiniLogin.Playground.InMemory;
using MiniLogin.Playground.WeChatSimulator;
using MiniLogin.Sessions;
using MiniLogin.WeChat.ThirdParty;

namespace MiniLogin.Tests.Contract;

/// <summary>Produces every outcome of docs/openapi.yaml on every route that has it, and checks the answer against its schema.</summary>
[Slow]
public sealed class OutcomeTests
{
    [Theory, Outcome("200")]
    public Task A_valid_request_gets_200_with_data_in_memory(string route) => SucceedsAsync(route, "200", Store.Memory);

    [Theory, Outcome("200")]
    public Task A_valid_request_gets_200_with_data_in_DynamoDB(string route) => SucceedsAsync(route, "200", Store.DynamoDB);

    [Theory, Outcome("204")]
    public Task A_valid_request_gets_204_with_data_in_memory(string route) => SucceedsAsync(route, "204", Store.Memory);

    [Theory, Outcome("204")]
    public Task A_valid_request_gets_204_with_data_in_DynamoDB(string route) => SucceedsAsync(route, "204", Store.DynamoDB);

    [Theory, Outcome("400 request_invalid")]
    public async Task A_value_outside_its_limits_is_refused(string route)
    {
        await using var world = await World.StartAsync(Store.Memory);
        var call = await ApiCall.ValidAsync(world, route);
        if (call.File is not null)
        {
            call.File = [1, 2, 3];
        }
        else
        {
            var field = ApiField.From(call.Operation)[0];
            field.Put(call, field.Samples().First(sample => !field.Allows(call, sample)));
        }

        await AnswersAsync(world, call, "400 request_invalid");
    }

    [Theory, Outcome("400 app_unknown")]
    public async Task An_unregistered_mini_program_is_refused(string route)
    {
        var asked = int.MinValue;
        await using var world = await World.StartAsync(Store.Memory, configure: services => Intercept<IAppRegistry>(services, method =>
            method.Name == nameof(IAppRegistry.FindAsync) && ++asked > 0 ? default(ValueTask<App?>) : null));
        var call = await ApiCall.ValidAsync(world, route);

        // On routes with a session, the app disappears just after the session check.
        asked = call.Operation.NeedsSession ? -1 : 0;

        await AnswersAsync(world, call, "400 app_unknown");
    }

    [Theory, Outcome("400 not_offered")]
    public async Task What_only_WeChat_offers_is_refused_in_WeCom(string route)
    {
        await using var world = await World.StartAsync(Store.Memory);
        var call = await ApiCall.ValidAsync(world, route);
        call.Token = (await world.LogInToWeComAsync(world.QyLogin())).Ok().Text("token");

        await AnswersAsync(world, call, "400 not_offered");
    }

    [Theory, Outcome("400 phone_rejected")]
    public async Task A_phone_number_that_cannot_be_decrypted_is_rejected(string route)
    {
        await using var world = await World.StartAsync(Store.Memory);
        var call = await ApiCall.ValidAsync(world, route);
        call.Body = new() { ["encryptedData"] = "AAAA", ["iv"] = "AAAA" };

        await AnswersAsync(world, call, "400 phone_rejected");
    }

    [Theory, Outcome("401 session_invalid")]
    public async Task An_ended_or_malformed_session_is_refused(string route)
    {
        await using var world = await World.StartAsync(Store.Memory);
        var call = await ApiCall.ValidAsync(world, route);
        (await world.LogOutAsync(call.Token)).Status.Should().Be(System.Net.HttpStatusCode.NoContent);

        await AnswersAsync(world, call, "401 session_invalid");
        call.Token = "none";
        await AnswersAsync(world, call, "401 session_invalid");
    }

    [Theory, Outcome("401 code_rejected")]
    public async Task A_code_unknown_to_WeChat_is_rejected(string route)
    {
        await using var world = await World.StartAsync(Store.Memory);
        var call = await ApiCall.ValidAsync(world, route);
        call.SetCode("0anobodysCode");

        await AnswersAsync(world, call, "401 code_rejected");
    }

    [Theory, Outcome("403 user_blocked")]
    public Task A_user_blocked_by_WeChat_is_refused(string route) => AnswersWithFaultsAsync(route, new() { ErrCode = 40226 }, "403 user_blocked");

    [Theory, Outcome("403 push_refused")]
    public async Task A_push_that_WeChat_did_not_sign_is_refused(string route)
    {
        await using var world = await World.StartAsync(Store.Memory);
        var call = await ApiCall.ValidAsync(world, route);
        call.Query["nonce"] = "another";

        await AnswersAsync(world, call, "403 push_refused");
    }

    [Theory, Outcome("404 component_off")]
    public async Task A_push_without_a_third_party_platform_is_not_found(string route)
    {
        await using var world = await World.StartAsync(Store.Memory);
        var call = await ApiCall.ValidAsync(world, route);
        world.Services.GetRequiredService<InMemoryComponentStore>().Component = null;

        await AnswersAsync(world, call, "404 component_off");
    }

    [Theory, Outcome("404 session_not_found")]
    public async Task A_session_of_another_user_is_not_found(string route)
    {
        await using var world = await World.StartAsync(Store.Memory);
        var call = await ApiCall.ValidAsync(world, route);
        foreach (var id in new[] { (await world.TokenAsync("meimei")).Split('.')[0], "not-an-id" })
        {
            call.PathParts["id"] = id;
            await AnswersAsync(world, call, "404 session_not_found");
        }
    }

    [Theory, Outcome("404 avatar_unknown")]
    public async Task An_unknown_picture_is_not_found(string route)
    {
        await using var world = await World.StartAsync(Store.Memory);
        var call = await ApiCall.ValidAsync(world, route);
        foreach (var name in new[] { $"{new string('a', 64)}.png", "not-a-name" })
        {
            call.PathParts["name"] = name;
            await AnswersAsync(world, call, "404 avatar_unknown");
        }
    }

    [Theory, Outcome("404 avatars_off")]
    public async Task Avatars_are_disabled_without_a_bucket(string route)
    {
        await using var world = await World.StartAsync(Store.Memory, configure: services => services.RemoveAll<IAvatarStore>());

        await AnswersAsync(world, await ApiCall.ValidAsync(world, route), "404 avatars_off");
    }

    [Theory, Outcome("429 too_many_logins")]
    public async Task Too_many_logins_in_a_minute_are_refused(string route)
    {
        await using var world = await World.StartAsync(Store.Memory, new() { LoginsPerUserAndMinute = 1 });
        world.Pass(TimeSpan.FromSeconds(60 - (world.Now.ToUnixTimeSeconds() % 60)));

        await AnswersAsync(world, await ApiCall.ValidAsync(world, route), "429 too_many_logins");
    }

    [Theory, Outcome("429 too_many_codes")]
    public async Task A_user_who_sent_too_many_codes_in_a_minute_is_refused(string route)
    {
        await using var world = await World.StartAsync(Store.Memory);
        var call = await ApiCall.ValidAsync(world, route);
        for (var i = 0; i < 10; i++)
        {
            call.SetCode($"0anobodysCode{i}");
            await AnswersAsync(world, call, "401 code_rejected");
        }

        call.SetCode("0anobodysCode10");
        await AnswersAsync(world, call, "429 too_many_codes");
    }

    [Theory, Outcome("429 too_many_uploads")]
    public async Task Too_many_pictures_in_a_day_are_refused(string route)
    {
        await using var world = await World.StartAsync(Store.Memory, new() { AvatarsPerUserAndDay = 1 });
        var call = await ApiCall.ValidAsync(world, route);
        (await call.SendAsync(world)).Ok();

        await AnswersAsync(world, call, "429 too_many_uploads");
    }

    [Theory, Outcome("429 wechat_quota")]
    public Task An_exhausted_WeChat_quota_gives_429(string route) => AnswersWithFaultsAsync(route, new() { Quota = true, CallErrCode = 45011 }, "429 wechat_quota");

    [Theory, Outcome("500 app_misconfigured")]
    public Task A_wrong_AppSecret_gives_500(string route) => AnswersWithFaultsAsync(route, new() { WrongSecret = true, TokenErrCode = 40125 }, "500 app_misconfigured");

    [Theory, Outcome("500 internal")]
    public Task An_unexpected_exception_gives_500(string route) => AnswersWithBrokenStoreAsync(route, new InvalidOperationException("A secret."), "500 internal");

    [Theory, Outcome("503 wechat_unavailable")]
    public Task A_malformed_answer_of_WeChat_gives_503(string route) => AnswersWithFaultsAsync(route, new() { Html = true }, "503 wechat_unavailable");

    [Theory, Outcome("503 store_unavailable")]
    public Task A_failing_store_gives_503(string route) => AnswersWithBrokenStoreAsync(route, new StoreUnavailableException("A secret."), "503 store_unavailable");

    private static async Task SucceedsAsync(string route, string outcome, Store store)
    {
        await using var world = await World.StartAsync(store, configure: services => services.AddSingleton<IAvatarStore, InMemoryAvatarStore>());
        var sent = world.WeChat.GetUserInfo(World.AppId, "lilei");
        (await world.SendAsync(HttpMethod.Post, "/login", new { code = world.WxLogin(), encryptedData = sent.EncryptedData, iv = sent.Iv }, headers: [("User-Agent", "phone"), ("Referer", $"https://servicewechat.com/{World.AppId}/7/page-frame.html")])).Ok();

        await AnswersAsync(world, await ApiCall.ValidAsync(world, route), outcome);
    }

    private static async Task AnswersWithFaultsAsync(string route, Faults faults, string outcome)
    {
        await using var world = await World.StartAsync(Store.Memory);
        var call = await ApiCall.ValidAsync(world, route);
        world.WeChat.Faults = faults;

        await AnswersAsync(world, call, outcome);
    }

    private static async Task AnswersWithBrokenStoreAsync(string route, Exception failure, string outcome)
    {
        Exception? thrown = null;
        await using var world = await World.StartAsync(Store.Memory, configure: services =>
        {
            Intercept<ISessionStore>(services, _ => thrown is null ? null : throw thrown);
            Intercept<IAvatarStore>(services, _ => thrown is null ? null : throw thrown);
            Intercept<IComponentStore>(services, _ => thrown is null ? null : throw thrown);
        });
        var call = await ApiCall.ValidAsync(world, route);
        thrown = failure;

        await AnswersAsync(world, call, outcome);
    }

    private static async Task AnswersAsync(World world, ApiCall call, string outcome) =>
        call.Operation.OutcomeOf(await call.SendAsync(world)).Should().Be(outcome);

    /// <summary>Replaces a service by a proxy that intercepts its calls.</summary>
    private static void Intercept<T>(IServiceCollection services, Func<System.Reflection.MethodInfo, object?> intercept)
        where T : class
    {
        var inner = services.Last(s => s.ServiceType == typeof(T));
        services.AddSingleton(provider => Intercepted<T>.Create(
            (T)(inner.ImplementationInstance ?? inner.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!)), intercept));
    }
}
