using System.Text;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Apps;
using MiniLogin.Functions.Sessions;
using MiniLogin.Functions.Wafer;
using MiniLogin.Playground;
using MiniLogin.Playground.WeChatSimulator;
using MiniLogin.Tests.Template;

namespace MiniLogin.Tests.Contract;

/// <summary>Calls every route with every kind of token.</summary>
[Slow]
public sealed class AuthorizationTests
{
    private const string OtherAppId = "wxfedcba9876543210";
    private const string DisabledAppId = "wx00000000000000ff";

    private const string DisabledApps = "of a disabled app";
    private const string AnotherUsers = "of another user";
    private const string AnotherApps = "of another app";
    private const string Right = "of lilei";

    private static readonly string[] ForEveryone = ["POST /login", "GET /login", "GET /avatars/{name}", "POST /wechat/component"];

    [Fact]
    public async Task Every_route_admits_exactly_the_callers_in_the_table()
    {
        var rows = new List<Row>();
        foreach (var function in AnnotatedFunction.Own.Where(f => f.Route is not null || f.Authorizer is not null))
        {
            var route = function.Route is null ? $"authorizer {function.ResourceName}" : $"{function.HttpMethod} {function.Route.Template}";
            rows.Add(new(route, await TryAsync(function.Route is null ? null : route)));
        }

        foreach (var (route, cells) in rows.Where(r => !ForEveryone.Contains(r.Route)))
        {
            // A user may log out of a disabled app.
            var refused = cells.Where(c => c.Holder is not (AnotherUsers or AnotherApps or Right) && !(route == "DELETE /session" && c.Holder == DisabledApps));
            refused.Select(c => c.Outcome).Should().AllBe(route.StartsWith("authorizer", StringComparison.Ordinal) ? "denied" : "401 session_invalid", route);
        }

        var table = Table([.. rows.OrderBy(r => r.Route, StringComparer.Ordinal)]);
        await GeneratedTable.ShouldBeCurrentAsync("docs/contract.md", "authorization", table, nameof(AuthorizationTests));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_wrong_secret_and_an_unknown_id_are_indistinguishable(Store store)
    {
        await using var world = await World.StartAsync(store);
        var token = await world.TokenAsync();
        var other = await world.TokenAsync("meimei");
        foreach (var operation in ApiDocument.Operations.Where(o => o.NeedsSession))
        {
            var call = await ApiCall.ValidAsync(world, operation.Route);
            var seen = new List<string>();
            foreach (var presented in new[] { $"{token.Split('.')[0]}.{other.Split('.')[1]}", $"aaaaaaaaaaaaaaaa.{token.Split('.')[1]}" })
            {
                call.Token = presented;
                world.Calls.Clear();
                var reply = await call.SendAsync(world);
                var headers = reply.Headers.Where(h => h.Key is not ("Date" or "apigw-requestid")).Select(h => $"{h.Key}: {h.Value}").Order(StringComparer.Ordinal);
                seen.Add($"{reply.Status} {string.Join(", ", headers)} {reply.Body} {string.Join(", ", world.Calls.Operations)}");
            }

            seen[1].Should().Be(seen[0], operation.Route);
        }

        (await world.ShowSessionAsync(token)).Ok();
    }

    /// <summary>Makes lilei's call with each token. No answer to another token may contain lilei's openid or session id.</summary>
    private static async Task<IReadOnlyList<(string Holder, string Outcome)>> TryAsync(string? route)
    {
        await using var world = await World.StartAsync(Store.Memory, new() { LoginsPerUserAndMinute = 1000 });
        var expired = await world.TokenAsync();
        world.Pass(TimeSpan.FromDays(31));
        var ended = await world.TokenAsync();
        await world.LogOutAsync(ended);
        var victim = await world.TokenAsync();
        var meimei = await world.TokenAsync("meimei");
        var cells = new List<(string, string)>();
        foreach (var (holder, token) in new (string, string?)[]
        {
            ("none", null),
            ("malformed", "garbage"),
            ("wrong secret", $"{victim.Split('.')[0]}.{meimei.Split('.')[1]}"),
            ("unknown id", $"aaaaaaaaaaaaaaaa.{victim.Split('.')[1]}"),
            ("ended", ended),
            ("expired", expired),
            (DisabledApps, await OtherAppsTokenAsync(world, DisabledAppId, staysEnabled: false)),
            (AnotherUsers, meimei),
            (AnotherApps, await OtherAppsTokenAsync(world, OtherAppId, staysEnabled: true)),
            (Right, victim),
        })
        {
            cells.Add((holder, route is null ? await AskAuthorizerAsync(world, token) : await CallAsync(world, route, token, victim)));
        }

        return cells;
    }

    private static async Task<string> CallAsync(World world, string route, string? token, string victim)
    {
        var call = await ApiCall.ValidAsync(world, route);
        if (token == victim)
        {
            return call.Operation.OutcomeOf(await call.SendAsync(world));
        }

        call.Token = token;
        var reply = await call.SendAsync(world);
        if (!ForEveryone.Contains(route))
        {
            reply.Body.Should().NotContain(WeChatIds.OpenId(World.AppId, "lilei")).And.NotContain(victim.Split('.')[0]);
        }

        (await world.ShowSessionAsync(victim)).Ok(route);
        if (token is null && call.Headers.ContainsKey(WaferHeaders.Code))
        {
            // Without Authorization, X-WX-Code selects the Wafer format.
            if (ForEveryone.Contains(route))
            {
                return $"{(int)reply.Ok().Status}";
            }

            reply.ShouldFailForWafer(401, WaferErrors.InvalidSession);
            return "401 session_invalid";
        }

        return call.Operation.OutcomeOf(reply);
    }

    private static async Task<string> AskAuthorizerAsync(World world, string? token)
    {
        var authorizer = ActivatorUtilities.CreateInstance<AuthorizerFunction>(world.Services);
        var verdict = await authorizer.Authorize(new() { Headers = token is null ? null : new Dictionary<string, string> { ["authorization"] = $"Bearer {token}" } });
        return verdict.IsAuthorized ? "allowed" : "denied";
    }

    /// <summary>A session of lilei in another mini program.</summary>
    private static async Task<string> OtherAppsTokenAsync(World world, string appId, bool staysEnabled)
    {
        world.WeChat.RegisterApp(appId, World.AppSecret);
        world.Apps.Register(new(AppId.Parse(appId), "Other", Enabled: true), LocalCredentials.From(World.AppSecret));
        var token = (await world.SendAsync(HttpMethod.Post, "/login", new { code = world.WeChat.Login(appId, "lilei"), appId })).Ok().Text("token");
        world.Apps.Register(new(AppId.Parse(appId), "Other", staysEnabled), LocalCredentials.From(World.AppSecret));
        return token;
    }

    private static string Table(List<Row> rows)
    {
        var table = new StringBuilder($"| token | {string.Join(" | ", rows[0].Cells.Select(c => c.Holder))} |\n|---|{string.Concat(rows[0].Cells.Select(_ => "---|"))}\n");
        foreach (var (route, cells) in rows)
        {
            table.Append($"| `{route}` | {string.Join(" | ", cells.Select(c => c.Outcome))} |\n");
        }

        return table.ToString();
    }

    private sealed record Row(string Route, IReadOnlyList<(string Holder, string Outcome)> Cells);
}
