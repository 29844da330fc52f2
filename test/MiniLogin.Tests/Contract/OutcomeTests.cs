using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MiniLogin.Account.Avatars;
using MiniLogin.Apps;
using MiniLogin.Playground.InMemory;
using MiniLogin.Playground.WeChatSimulator;
using MiniLogin.Sessions;

namespace MiniLogin.Tests.Contract;

/// <summary>Every outcome of docs/openapi.yaml, brought about on every route that has it; the answer fits its schema.</summary>
public sealed class OutcomeTests
{
    [Theory, Outcome("200")]
    public Task What_was_asked_for_is_answered_from_memory(string route) => SucceedsAsync(route, "200", Store.Memory);

    [Theory, Outcome("200")]
    public Task What_was_asked_for_is_answered_from_DynamoDB(string route) => SucceedsAsync(route, "200", Store.DynamoDB);

    [Theory, Outcome("204")]
    public Task What_was_asked_for_is_done_in_memory(string route) => SucceedsAsync(route, "204", Store.Memory);

    [Theory, Outcome("204")]
    public Task What_was_asked_for_is_done_in_DynamoDB(string route) => SucceedsAsync(route, "204", Store.DynamoDB);

    [Theory, Outcome("400 request_invalid")]
    public async Task A_value_out_of_its_limits_is_refused(string route)
    {
        await using var world = await World.StartAsync(Store.Memory);
        var call = await ApiCall.ValidAsync(world, route);
        if (call.File is not null)
        {
            call.File = [1, 2, 3];
        }
        else
        {
            var field = ApiField.Of(call.Operation)[0];
            field.Put(call, field.Samples().First(sample => !field.Allows(call, sample)));
        }

        await AnswersAsync(world, call, "400 request_invalid");
    }

    [Theory, Outcome("400 app_unknown")]
    public async Task A_mini_program_that_is_not_registered_is_refused(string route)
    {
        var asked = int.MinValue;
        await using var world = await World.StartAsync(Store.Memory, configure: services => Stand<IAppRegistry>(services, method =>
            method.Name == nameof(IAppRegistry.FindAsync) && ++asked > 0 ? default(ValueTask<App?>) : null));
        var call = await ApiCall.ValidAsync(world, route);

        // Where a session is checked first, its app goes just after that.
        asked = call.Operation.NeedsSession ? -1 : 0;

        await AnswersAsync(world, call, "400 app_unknown");
    }

    [Theory, Outcome("401 session_invalid")]
    public async Task A_session_that_is_over_or_none_is_refused(string route)
    {
        await using var world = await World.StartAsync(Store.Memory);
        var call = await ApiCall.ValidAsync(world, route);
        (await world.LogOutAsync(call.Token)).Status.Should().Be(System.Net.HttpStatusCode.NoContent);

        await AnswersAsync(world, call, "401 session_invalid");
        call.Token = "none";
        await AnswersAsync(world, call, "401 session_invalid");
    }

    [Theory, Outcome("401 code_rejected")]
    public async Task A_code_that_WeChat_does_not_know_is_refused(string route)
    {
        await using var world = await World.StartAsync(Store.Memory);
        var call = await ApiCall.ValidAsync(world, route);
        call.SetCode("0anobodysCode");

        await AnswersAsync(world, call, "401 code_rejected");
    }

    [Theory, Outcome("403 user_blocked")]
    public Task A_user_whom_WeChat_blocks_is_refused(string route) => AnswersWithFaultsAsync(route, new() { ErrCode = 40226 }, "403 user_blocked");

    [Theory, Outcome("404 session_not_found")]
    public async Task A_session_that_is_not_the_users_is_not_found(string route)
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
    public async Task A_picture_that_is_not_kept_is_not_found(string route)
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
    public async Task Without_a_bucket_there_are_no_pictures(string route)
    {
        await using var world = await World.StartAsync(Store.Memory, configure: services => services.RemoveAll<IAvatarStore>());

        await AnswersAsync(world, await ApiCall.ValidAsync(world, route), "404 avatars_off");
    }

    [Theory, Outcome("429 too_many_logins")]
    public async Task A_login_too_many_in_a_minute_is_refused(string route)
    {
        await using var world = await World.StartAsync(Store.Memory, new() { LoginsPerUserAndMinute = 1 });
        world.Pass(TimeSpan.FromSeconds(60 - (world.Now.ToUnixTimeSeconds() % 60)));

        await AnswersAsync(world, await ApiCall.ValidAsync(world, route), "429 too_many_logins");
    }

    [Theory, Outcome("429 wechat_quota")]
    public Task A_quota_of_WeChat_is_passed_on(string route) => AnswersWithFaultsAsync(route, new() { Quota = true, CallErrCode = 45011 }, "429 wechat_quota");

    [Theory, Outcome("500 app_misconfigured")]
    public Task A_wrong_AppSecret_is_a_fault_here(string route) => AnswersWithFaultsAsync(route, new() { WrongSecret = true, TokenErrCode = 40125 }, "500 app_misconfigured");

    [Theory, Outcome("500 internal")]
    public Task An_unexpected_exception_is_a_fault_here(string route) => AnswersWithBrokenStoreAsync(route, new InvalidOperationException("A secret."), "500 internal");

    [Theory, Outcome("503 wechat_unavailable")]
    public Task A_WeChat_that_answers_nonsense_is_unavailable(string route) => AnswersWithFaultsAsync(route, new() { Html = true }, "503 wechat_unavailable");

    [Theory, Outcome("503 store_unavailable")]
    public Task A_store_that_fails_is_unavailable(string route) => AnswersWithBrokenStoreAsync(route, new StoreUnavailableException("A secret."), "503 store_unavailable");

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
            Stand<ISessionStore>(services, _ => thrown is null ? null : throw thrown);
            Stand<IAvatarStore>(services, _ => thrown is null ? null : throw thrown);
        });
        var call = await ApiCall.ValidAsync(world, route);
        thrown = failure;

        await AnswersAsync(world, call, outcome);
    }

    private static async Task AnswersAsync(World world, ApiCall call, string outcome) =>
        call.Operation.OutcomeOf(await call.SendAsync(world)).Should().Be(outcome);

    /// <summary>Puts itself before a service.</summary>
    private static void Stand<T>(IServiceCollection services, Func<System.Reflection.MethodInfo, object?> intercept)
        where T : class
    {
        var inner = services.Last(s => s.ServiceType == typeof(T));
        services.AddSingleton(provider => Intercepted<T>.Create(
            (T)(inner.ImplementationInstance ?? inner.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!)), intercept));
    }
}
