using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Account;
using MiniLogin.Apps;
using MiniLogin.Playground;
using MiniLogin.Playground.InMemory;
using MiniLogin.Playground.WeChatSimulator;
using MiniLogin.Users;
using MiniLogin.WeChat;
using MiniLogin.WeChat.ThirdParty;

namespace MiniLogin.Tests.Failures;

/// <summary>Every WeChat fault at every call to WeChat, and those of WeCom at its calls: the code, the access_token and the phone number.</summary>
[Collection(nameof(FaultMatrix))]
[Slow]
public sealed class WeChatFaultMatrixTests(ITestOutputHelper output)
{
    private static readonly UserKey UserKey = World.UserKey("lilei");

    /// <summary>Faults of WeChat or of the connection to it.</summary>
    private static readonly IReadOnlyList<(string Name, Action<World, WeChatRelay> Switch)> Faults =
    [
        .. ErrCodes.Known.Order().Prepend(-1).Append(99999).Select(c => Simulated($"errcode {c.ToString(CultureInfo.InvariantCulture)}", new() { ErrCode = c, TokenErrCode = c, CallErrCode = c })),
        Simulated("errcode \"40029\"", new() { ErrCode = 40029, TokenErrCode = 40029, CallErrCode = 40029, StringErrcode = true }),
        Simulated("busy, then fine", new() { BusyTimes = 1 }),
        Simulated("HTTP 500", new() { ServerError = true }),
        Simulated("HTML", new() { Html = true }),
        Simulated("no body", new() { EmptyBody = true }),
        Simulated("half a body", new() { HalfBody = true }),
        Simulated("reset", new() { CutConnection = true }),
        ("slow, byte by byte", (_, relay) => relay.Send = SendSlowlyAsync),
        Simulated("30 s of silence", new() { Delay = TimeSpan.FromSeconds(30) }),
        ("another app's watermark", (_, relay) => relay.Send = (http, text) => http.Response.WriteAsync(text.Replace(World.AppId, "wxfedcba9876543210", StringComparison.Ordinal))),
        Simulated("a new session_key at each wx.login", new() { RenewSessionKey = true }),
    ];

    [Fact]
    public async Task Every_WeChat_fault_gives_a_documented_answer_and_the_next_call_works()
    {
        var matrix = new FaultMatrix("WeChat", "fault of WeChat", "affected call", "answer", "calls to WeChat", "answer to a retry");
        await Parallel.ForAsync(0, Faults.Count, new ParallelOptions { MaxDegreeOfParallelism = 6, CancellationToken = TestContext.Current.CancellationToken }, async (at, _) =>
        {
            foreach (var (call, known) in CallsFor(Faults[at].Name))
            {
                await using var relay = new WeChatRelay();
                await using var world = await World.StartAsync(Store.Memory, weChat: relay.Url);
                relay.Target = world.Http.BaseAddress;
                var cells = call switch
                {
                    "a login" => await LogInAsync(world, relay, at),
                    "a login in WeCom" or "WeCom's access_token" => await LogInToWeComAsync(world, relay, at, known),
                    "a login at a merchant" or "the component_access_token" => await LogInToMerchantAsync(world, relay, at, known),
                    "a phone number of a login" => await BindAtLoginAsync(world, relay, at),
                    _ => await BindPhoneAsync(world, relay, at, known),
                };
                matrix.Add(at, Faults[at].Name, [call, .. cells]);
            }
        });

        await matrix.ShouldBeAsExpectedAsync(output);
    }

    [Fact]
    public async Task A_WeChat_host_without_an_address_gives_503_unless_another_answers()
    {
        await using var world = await BehindAsync(_ => "http://nobody.invalid");
        var code = world.WxLogin();
        (await world.LogInAsync(code)).ShouldFail(503, "wechat_unavailable");
        await NothingShouldBeKeptAsync(world);

        await using var another = await BehindAsync(given => $"http://nobody.invalid;{given}");
        (await another.LogInAsync(another.WxLogin())).Ok();
    }

    /// <summary>The calls that a fault affects, and whether their access_token is known before. Of the errcodes, only their own affect WeCom and the third-party platform.</summary>
    private static IEnumerable<(string Call, bool Known)> CallsFor(string fault)
    {
        yield return ("a login", false);
        yield return ("an access_token", false);
        yield return ("a phone number", true);
        yield return ("a phone number of a login", true);
        if (!fault.StartsWith("errcode ", StringComparison.Ordinal) || IsOfWeCom(int.Parse(fault["errcode ".Length..].Trim('"'), CultureInfo.InvariantCulture)))
        {
            yield return ("a login in WeCom", true);
            yield return ("WeCom's access_token", false);
        }

        if (!fault.StartsWith("errcode ", StringComparison.Ordinal) || IsOfComponent(int.Parse(fault["errcode ".Length..].Trim('"'), CultureInfo.InvariantCulture)))
        {
            yield return ("a login at a merchant", true);
            yield return ("the component_access_token", false);
        }
    }

    private static bool IsOfComponent(int errCode) =>
        ErrCodes.Classify(WeChatApi.ComponentToken, errCode).Class != ErrCodeClass.Unknown || ErrCodes.Classify(WeChatApi.ComponentCode2Session, errCode).Class != ErrCodeClass.Unknown;

    private static async Task<string[]> LogInToMerchantAsync(World world, WeChatRelay relay, int fault, bool accessTokenIsKnown)
    {
        const string Nonce = "a-nonce-of-the-client-0001";
        world.Services.GetRequiredService<InMemoryComponentStore>().Component = LocalCredentials.From(PlaygroundSettings.Component);
        await world.AuthorizeAsync();
        if (!accessTokenIsKnown)
        {
            world.Pass(TimeSpan.FromHours(2));
        }

        var before = relay.Calls;
        Switch(world, relay, fault);
        world.WeChat.Faults = accessTokenIsKnown ? world.WeChat.Faults with { TokenErrCode = null } : world.WeChat.Faults with { ErrCode = null };
        var code = world.MerchantLogin();

        var answer = FaultMatrix.Text(await world.LogInToMerchantAsync(code, Nonce));

        var calls = relay.Calls - before;
        if (answer != "200")
        {
            (await world.Services.GetRequiredService<IUserStore>().FindAsync(new(Platform.MerchantApp, WeChatIds.OpenId(Platform.Merchant, "lilei")), TestContext.Current.CancellationToken)).Should().BeNull(Faults[fault].Name);
        }

        await SwitchOffAsync(world, relay);

        // A function that failed to renew the token leaves WeChat alone for that time.
        world.Pass(ComponentTokens.LeaseFor);
        var again = FaultMatrix.Text(await world.LogInToMerchantAsync(code, Nonce));
        (await world.LogInToMerchantAsync(world.MerchantLogin())).Ok(Faults[fault].Name);
        return [answer, $"{calls}", again];
    }

    private static bool IsOfWeCom(int errCode) =>
        ErrCodes.Classify(WeChatApi.GetToken, errCode).Class != ErrCodeClass.Unknown || ErrCodes.Classify(WeChatApi.WeComCode2Session, errCode).Class != ErrCodeClass.Unknown;

    private static async Task<string[]> LogInToWeComAsync(World world, WeChatRelay relay, int fault, bool accessTokenIsKnown)
    {
        if (accessTokenIsKnown)
        {
            (await world.LogInToWeComAsync(world.QyLogin("meimei"))).Ok();
        }

        var before = relay.Calls;
        Switch(world, relay, fault);
        world.WeChat.Faults = accessTokenIsKnown ? world.WeChat.Faults with { TokenErrCode = null } : world.WeChat.Faults with { ErrCode = null };
        var code = world.QyLogin();

        var answer = FaultMatrix.Text(await world.LogInToWeComAsync(code, "a-nonce-of-the-client-0001"));

        var calls = relay.Calls - before;
        if (answer != "200")
        {
            (await world.Services.GetRequiredService<IUserStore>().FindAsync(new(AppId.Parse(World.WeComAppId), "lilei"), TestContext.Current.CancellationToken)).Should().BeNull(Faults[fault].Name);
        }

        await SwitchOffAsync(world, relay);
        var again = FaultMatrix.Text(await world.LogInToWeComAsync(code, "a-nonce-of-the-client-0001"));
        (await world.LogInToWeComAsync(world.QyLogin())).Ok(Faults[fault].Name);
        return [answer, $"{calls}", again];
    }

    /// <summary>The encryptedData is for another app or an old session_key, so the login ignores it.</summary>
    private static async Task<string[]> LogInAsync(World world, WeChatRelay relay, int fault)
    {
        var stale = world.WeChat.GetUserInfo(World.AppId, "lilei");
        Switch(world, relay, fault);
        var code = world.WxLogin();
        var (encryptedData, iv) = Faults[fault].Name.Contains("watermark", StringComparison.Ordinal)
            ? Sealed.Profile(world, openId => $$$"""{"openId":"{{{openId}}}","nickName":"李雷","watermark":{"timestamp":1,"appid":"wxfedcba9876543210"}}""")
            : (stale.EncryptedData, stale.Iv);
        var body = new { code, nonce = "a-nonce-of-the-client-0001", encryptedData, iv };

        var reply = await world.SendAsync(HttpMethod.Post, "/login", body);

        var calls = relay.Calls;
        var answer = FaultMatrix.Text(reply);
        if (answer == "200")
        {
            answer += reply.Json["profile"] is { } profile ? $", profile {profile}" : "";
        }
        else
        {
            await NothingShouldBeKeptAsync(world);
        }

        await SwitchOffAsync(world, relay);
        var again = FaultMatrix.Text(await world.SendAsync(HttpMethod.Post, "/login", body));
        (await world.ShowSessionAsync(await world.TokenAsync())).Ok(Faults[fault].Name);
        return [answer, $"{calls}", again];
    }

    private static async Task<string[]> BindPhoneAsync(World world, WeChatRelay relay, int fault, bool accessTokenIsKnown)
    {
        var token = await world.TokenAsync();
        if (accessTokenIsKnown)
        {
            (await BindAsync("13800138000")()).Ok();
        }

        var before = relay.Calls;
        Switch(world, relay, fault);
        if (accessTokenIsKnown)
        {
            world.WeChat.Faults = world.WeChat.Faults with { TokenErrCode = null };
        }

        var bind = BindAsync("13900139000");

        var answer = FaultMatrix.Text(await bind());

        var calls = relay.Calls - before;
        if (answer != "200")
        {
            var phone = await world.Services.GetRequiredService<PhoneService>().FindAsync(UserKey, TestContext.Current.CancellationToken);
            phone?.PhoneNumber.Should().Be("13800138000", "{0}: the previous number is kept", Faults[fault].Name);
        }

        await SwitchOffAsync(world, relay);
        var again = FaultMatrix.Text(await bind());
        (await BindAsync("13900139000")()).Ok(Faults[fault].Name);
        (await world.ShowSessionAsync(token)).Ok(Faults[fault].Name);
        return [answer, $"{calls}", again];

        Func<Task<Reply>> BindAsync(string number)
        {
            world.WeChat.Users.TryFind("lilei", out var lilei);
            world.WeChat.Users.Add(lilei! with { PhoneNumber = number });
            var code = world.WeChat.GetPhoneNumberCode(World.AppId, "lilei");
            return () => world.SendAsync(HttpMethod.Post, "/session/phone", new { code }, token);
        }
    }

    /// <summary>The fault begins when the login code is exchanged. The access_token is known.</summary>
    private static async Task<string[]> BindAtLoginAsync(World world, WeChatRelay relay, int fault)
    {
        var send = LogIn();
        FaultMatrix.Text(await send()).Should().Be("200, phone bound");
        var before = relay.Calls;
        relay.Send = (http, text) =>
        {
            relay.Send = null;
            Switch(world, relay, fault);
            world.WeChat.Faults = world.WeChat.Faults with { TokenErrCode = null };
            return http.Response.WriteAsync(text, http.RequestAborted);
        };
        send = LogIn();

        var answer = FaultMatrix.Text(await send());

        var calls = relay.Calls - before;
        await SwitchOffAsync(world, relay);
        var again = FaultMatrix.Text(await send());
        FaultMatrix.Text(await LogIn()()).Should().Be("200, phone bound", Faults[fault].Name);
        return [answer, $"{calls}", again];

        Func<Task<Reply>> LogIn()
        {
            var body = new { code = world.WxLogin(), phoneCode = world.WeChat.GetPhoneNumberCode(World.AppId, "lilei"), nonce = "a-nonce-of-the-client-0001" };
            return () => world.SendAsync(HttpMethod.Post, "/login", body);
        }
    }

    private static async Task NothingShouldBeKeptAsync(World world) =>
        (await world.Services.GetRequiredService<IUserStore>().FindAsync(UserKey, TestContext.Current.CancellationToken)).Should().BeNull();

    private static (string Name, Action<World, WeChatRelay> Switch) Simulated(string name, Faults faults) => (name, (world, _) => world.WeChat.Faults = faults);

    private static void Switch(World world, WeChatRelay relay, int fault) => Faults[fault].Switch(world, relay);

    /// <summary>Waits first until WeChat has handled the delayed calls.</summary>
    private static async Task SwitchOffAsync(World world, WeChatRelay relay)
    {
        (await world.CallsToWeChatAsync(relay.Calls)).Should().Be(relay.Calls);
        world.WeChat.Faults = Playground.WeChatSimulator.Faults.None;
        relay.Send = null;
    }

    private static async Task SendSlowlyAsync(HttpContext http, string text)
    {
        http.Response.ContentLength = text.Length;
        foreach (var letter in text)
        {
            await http.Response.WriteAsync($"{letter}", http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            await Task.Delay(300, http.RequestAborted);
        }
    }

    private static Task<World> BehindAsync(Func<string, string> hosts) => World.StartAsync(Store.Memory, configure: services =>
    {
        var options = services.Last(s => s.ServiceType == typeof(MiniLoginOptions)).ImplementationFactory!;
        services.AddSingleton(s => (MiniLoginOptions)options(s) is var given ? given with { WeChatUrl = hosts(given.WeChatUrl) } : given);
    });
}
