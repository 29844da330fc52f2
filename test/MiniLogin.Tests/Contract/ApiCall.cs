using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Playground;
using MiniLogin.Playground.Kms;
using MiniLogin.Playground.WeChatSimulator;
using MiniLogin.Tests.Avatars;
using MiniLogin.WeChat.ThirdParty;

namespace MiniLogin.Tests.Contract;

/// <summary>A valid call to a route. Tests change parts of it.</summary>
internal sealed class ApiCall
{
    private ApiCall(ApiOperation operation, string token)
    {
        Operation = operation;
        Token = token;
    }

    public ApiOperation Operation { get; }

    public string? Token { get; set; }

    public Dictionary<string, string> Headers { get; } = [];

    public Dictionary<string, string> Query { get; } = [];

    public Dictionary<string, string> PathParts { get; } = [];

    public JsonObject? Body { get; set; }

    /// <summary>Sent instead of a JSON body.</summary>
    public byte[]? File { get; set; }

    public static async Task<ApiCall> ValidAsync(World world, string route)
    {
        var call = new ApiCall(ApiDocument.Operation(route), await world.TokenAsync());
        if (call.Operation.Parameters.Any(p => p["name"]!.GetValue<string>() == "X-WX-Code"))
        {
            call.Headers["X-WX-Code"] = world.WxLogin();
        }

        switch (route)
        {
            case "POST /login":
                call.Body = new() { ["code"] = world.WxLogin() };
                break;
            case "POST /session/phone":
                call.Body = new() { ["code"] = world.WeChat.GetPhoneNumberCode(World.AppId, "lilei") };
                break;
            case "PUT /user":
                call.Body = new() { ["nickName"] = "李雷" };
                break;
            case "POST /user/avatar":
                call.File = Pictures.Png();
                break;
            case "GET /avatars/{name}":
                var kept = await (await ValidAsync(world, "POST /user/avatar")).SendAsync(world);
                call.PathParts["name"] = kept.Status == HttpStatusCode.OK ? new Uri(kept.Text("avatarUrl")).Segments[^1] : "none";
                break;
            case "POST /wechat/component":
                await call.SealPushAsync(world);
                break;
            case "DELETE /sessions/{id}":
                call.PathParts["id"] = (await world.TokenAsync()).Split('.')[0];
                break;
        }

        return call;
    }

    /// <summary>A merchant authorises the third-party platform, which has had a ticket.</summary>
    private async Task SealPushAsync(World world)
    {
        if (world.Services.GetRequiredService<IComponentStore>() is DynamoDBComponentStore)
        {
            await world.ConfigureAsync(LocalKmsKey.Id);
        }

        await world.PushTicketAsync();
        var code = world.WeChat.Component.Authorize(Platform.Merchant, "Merchant");
        var component = PlaygroundSettings.Component;
        var message = ComponentPush.Event(component.AppId, "authorized", $"<AuthorizerAppid>{Platform.Merchant}</AuthorizerAppid><AuthorizationCode>{code}</AuthorizationCode>", world.Now);
        var (query, body) = ComponentPush.Seal(component, message, world.Now);
        foreach (var pair in query.Split('&').Select(each => each.Split('=')))
        {
            Query[pair[0]] = pair[1];
        }

        File = Encoding.UTF8.GetBytes(body);
    }

    /// <summary>Replaces the code of this call.</summary>
    public void SetCode(string code)
    {
        if (Headers.ContainsKey("X-WX-Code"))
        {
            Headers["X-WX-Code"] = code;
        }
        else
        {
            Body!["code"] = code;
        }
    }

    public Task<Reply> SendAsync(World world) => SendAsync(world, Body?.ToJsonString());

    public Task<Reply> SendAsync(World world, string? body)
    {
        var path = PathParts.Aggregate(Operation.Path, (at, part) => at.Replace($"{{{part.Key}}}", part.Value, StringComparison.Ordinal));
        var query = string.Join('&', Query.Select(q => $"{q.Key}={Uri.EscapeDataString(q.Value)}"));
        return world.SendAsync(
            Operation.Method,
            query.Length == 0 ? path : $"{path}?{query}",
            File is not null ? new ByteArrayContent(File) : body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
            Token,
            [.. Headers.Select(h => (h.Key, h.Value))]);
    }
}
