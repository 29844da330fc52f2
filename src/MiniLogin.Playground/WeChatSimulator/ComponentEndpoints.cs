using System.Text.Json.Nodes;

namespace MiniLogin.Playground.WeChatSimulator;

/// <summary>The API of third-party platforms.</summary>
internal static class ComponentEndpoints
{
    public const string Root = "/cgi-bin/component";
    public const string TokenPath = $"{Root}/api_component_token";
    public const string CodeToSessionPath = "/sns/component/jscode2session";

    public static void MapComponent(this IEndpointRouteBuilder routes)
    {
        routes.Map(TokenPath, (HttpRequest request, WeChatSimulator simulator) => Secret(request, simulator, "component_appsecret", body =>
        {
            var error = simulator.Component.CheckTicket(body.Text("component_verify_ticket"));
            if (error != 0)
            {
                return simulator.Error(error);
            }

            var (token, expiresIn) = simulator.Component.IssueToken();
            return new(new JsonObject { ["component_access_token"] = token, ["expires_in"] = expiresIn });
        }));
        routes.Map($"{Root}/api_start_push_ticket", (HttpRequest request, WeChatSimulator simulator, ComponentPush push) => Secret(request, simulator, "component_secret", _ =>
        {
            push.SendTicketSoon();
            return Ok();
        }));
        routes.Map($"{Root}/api_query_auth", (HttpRequest request, WeChatSimulator simulator) => Posted(request, simulator, body =>
        {
            var error = simulator.Component.Redeem(body.Text("authorization_code"), out var merchant);
            return error != 0 ? simulator.Error(error) : new(new JsonObject
            {
                ["authorization_info"] = new JsonObject(Tokens(simulator, merchant!).Prepend(new("authorizer_appid", merchant!.AppId)))
                {
                    ["func_info"] = new JsonArray(new JsonObject { ["funcscope_category"] = new JsonObject { ["id"] = 18 } }),
                },
            });
        }));
        routes.Map($"{Root}/api_authorizer_token", (HttpRequest request, WeChatSimulator simulator) => Posted(request, simulator, body =>
            simulator.Component.Find(body.Text("authorizer_appid")) is not { } merchant ? simulator.Error(WeChatErrors.NotAuthorized)
            : body.Text("authorizer_refresh_token") is not { } sent || (sent != merchant.RefreshToken && sent != merchant.Next) ? simulator.Error(WeChatErrors.InvalidRefreshToken)
            : new(new JsonObject(Tokens(simulator, merchant)))));
        routes.Map($"{Root}/api_get_authorizer_list", (HttpRequest request, WeChatSimulator simulator) => Posted(request, simulator, body =>
        {
            var all = simulator.Component.Authorized;
            var page = all.Skip(body.Number("offset")).Take(Math.Min(body.Number("count"), 500));
            return new(new JsonObject
            {
                ["total_count"] = all.Count,
                ["list"] = new JsonArray([.. page.Select(merchant => new JsonObject { ["authorizer_appid"] = merchant.AppId, ["refresh_token"] = merchant.RefreshToken, ["auth_time"] = 1558000607 })]),
            });
        }));
        routes.Map($"{Root}/api_get_authorizer_info", (HttpRequest request, WeChatSimulator simulator) => Posted(request, simulator, body =>
            simulator.Component.Find(body.Text("authorizer_appid")) is not { } merchant
                ? simulator.Error(WeChatErrors.NotAuthorized)
                : new(new JsonObject { ["authorizer_info"] = new JsonObject { ["nick_name"] = merchant.Name, ["account_status"] = merchant.Status } })));
        routes.Map(CodeToSessionPath, CodeToSession.HandleComponent);
    }

    /// <summary>Returns the errcode for the component of a call, 0 if it is valid.</summary>
    public static int Check(HttpRequest request, WeChatSimulator simulator, string? componentAppId) =>
        string.IsNullOrEmpty(componentAppId) ? WeChatErrors.ComponentAppIdMissing
        : componentAppId != simulator.Component.Component?.AppId ? WeChatErrors.InvalidComponent
        : simulator.Component.CheckToken(request.Query["component_access_token"]);

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Tokens(WeChatSimulator simulator, ComponentSimulator.Merchant merchant)
    {
        var (token, expiresIn) = simulator.AccessTokens.Issue(merchant.AppId, force: false)!.Value;
        return [new("authorizer_access_token", token), new("expires_in", expiresIn), new("authorizer_refresh_token", merchant.Next ?? merchant.RefreshToken)];
    }

    private static WeChatAnswer Ok() => new(new JsonObject { ["errcode"] = 0, ["errmsg"] = "ok" });

    private static async Task<WeChatAnswer> Posted(HttpRequest request, WeChatSimulator simulator, Func<PostedJson, WeChatAnswer> answer) =>
        !HttpMethods.IsPost(request.Method) ? simulator.Error(WeChatErrors.PostRequired)
        : await PostedJson.ReadAsync(request) is not { } body ? simulator.Error(WeChatErrors.MalformedJson)
        : Check(request, simulator, body.Text("component_appid")) is var error and not 0 ? simulator.Error(error)
        : answer(body);

    private static async Task<WeChatAnswer> Secret(HttpRequest request, WeChatSimulator simulator, string member, Func<PostedJson, WeChatAnswer> answer) =>
        !HttpMethods.IsPost(request.Method) ? simulator.Error(WeChatErrors.PostRequired)
        : await PostedJson.ReadAsync(request) is not { } body ? simulator.Error(WeChatErrors.MalformedJson)
        : body.Text("component_appid") != simulator.Component.Component?.AppId ? simulator.Error(WeChatErrors.InvalidComponent)
        : body.Text(member) is not { Length: > 0 } secret ? simulator.Error(WeChatErrors.SecretMissing)
        : secret != simulator.Component.Component!.Secret ? simulator.Error(WeChatErrors.InvalidSecret)
        : answer(body);
}
