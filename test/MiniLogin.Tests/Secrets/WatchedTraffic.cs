using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using MiniLogin.Sessions;

namespace MiniLogin.Tests.Secrets;

/// <summary>
/// Middleware in front of a world. It collects secrets from requests and answers, and records the answers of the product
/// without the values they must contain: the token of a login, the bound phone number, the user's own number in an export.
/// </summary>
internal sealed partial class WatchedTraffic(SecretWatch watch) : IStartupFilter
{
    private const string PhoneRoute = "POST /session/phone";
    private const string ExportRoute = "GET /user/export";

    /// <summary>The code for which each token was first returned.</summary>
    private readonly ConcurrentDictionary<string, string> _codeOf = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _numberOf = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _ownerOf = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Owner, string Number), bool> _bound = new();

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(PassAsync);
        next(app);
    };

    private async Task PassAsync(HttpContext http, RequestDelegate next)
    {
        http.Request.EnableBuffering();
        var before = http.Response.Body;
        var answer = new TeeStream(before);
        http.Response.Body = answer;
        try
        {
            await next(http);
        }
        finally
        {
            http.Response.Body = before;
            var request = await BodyAsync(http.Request);
            var text = Encoding.UTF8.GetString(answer.Written);
            if (http.Request.Path.Value!.Split('/') is [_, "sns" or "cgi-bin" or "wxa", ..])
            {
                LearnFromWeChat(http.Request, request, text);
            }
            else if (!http.Request.Path.StartsWithSegments("/playground", StringComparison.Ordinal) && http.Request.Path != "/")
            {
                RecordAnswer(http, request, text);
            }
        }
    }

    private void LearnFromWeChat(HttpRequest http, string request, string text)
    {
        watch.Keep("AppSecret", http.Query["secret"]);
        watch.Keep("AppSecret", http.Query["corpsecret"]);
        watch.Keep("access_token", http.Query["access_token"]);
        watch.Keep("access_token", http.Query["component_access_token"]);
        KeepCode(http.Query["js_code"]);
        KeepCode(Member(request, "code"));
        watch.Keep("AppSecret", Member(request, "secret"));
        watch.Keep("AppSecret", Member(request, "component_appsecret"));
        watch.Keep("ticket", Member(request, "component_verify_ticket"));
        watch.Keep("code", Member(request, "authorization_code"));

        // Not parsed as JSON, because a fault may have truncated it.
        foreach (Match match in SecretMember().Matches(text))
        {
            watch.Keep(match.Groups["name"].Value, Regex.Unescape(match.Groups["value"].Value));
            if (match.Groups["name"].Value is "phoneNumber" && Member(request, "code") is { } code)
            {
                _numberOf[code] = match.Groups["value"].Value;
            }
        }
    }

    private void RecordAnswer(HttpContext http, string request, string text)
    {
        var route = $"{http.Request.Method} {http.Request.Path}";
        var code = Member(request, "code") ?? http.Request.Headers["X-WX-Code"].ToString();
        var presented = http.Request.Headers.Authorization.ToString() is { Length: > 7 } bearer ? bearer[7..] : http.Request.Headers["X-WX-Skey"].ToString();
        KeepCode(code);
        KeepToken(presented);
        if (http.Response.StatusCode == StatusCodes.Status200OK)
        {
            text = http.Request.Path == "/login" ? WithoutOwnToken(text, code)
                : route is PhoneRoute or ExportRoute ? WithoutOwnNumber(route, text, code, presented.Split('.')[0])
                : text;
        }

        watch.Say($"answer: {route}", $"{string.Join('\n', http.Response.Headers.Select(h => $"{h.Key}: {h.Value}"))}\n{text}");
    }

    /// <summary>A token may be returned only for the code that it was first returned for.</summary>
    private string WithoutOwnToken(string text, string code)
    {
        if (Parse(text) is not { } json || (json["token"] ?? json["data"]?["skey"])?.GetValue<string>() is not { } token)
        {
            return text;
        }

        KeepToken(token);
        if (_codeOf.GetOrAdd(token, code) != code)
        {
            return text;
        }

        var (id, secret) = token.Split('.') is [var first, var second] ? (first, second) : (token, token);
        if ((json["user"] ?? json["data"]?["userinfo"])?["openId"]?.GetValue<string>() is { } openId)
        {
            _ownerOf[id] = openId;
        }

        return text.Replace($"\"token\":\"{token}\"", "", StringComparison.Ordinal)
            .Replace($"\"data\":{{\"skey\":\"{token}\"", "", StringComparison.Ordinal)
            .Replace($"\"session\":{{\"id\":\"{id}\",\"skey\":\"{secret}\"", "", StringComparison.Ordinal);
    }

    private string WithoutOwnNumber(string route, string text, string code, string sessionId)
    {
        if (Parse(text) is not { } json || ((route == PhoneRoute ? json["data"] ?? json : json["phone"])?["phoneNumber"])?.GetValue<string>() is not { } number)
        {
            return text;
        }

        watch.Keep("phoneNumber", number);
        var owner = _ownerOf.GetValueOrDefault(sessionId, sessionId);
        if (route == PhoneRoute)
        {
            // The code is unknown if it is from another WeChat than the simulated one.
            if (_numberOf.GetValueOrDefault(code, number) != number)
            {
                return text;
            }

            _bound[(owner, number)] = true;
        }
        else if (!_bound.ContainsKey((owner, number)))
        {
            return text;
        }

        return text.Replace($"\"phoneNumber\":\"{number}\"", "", StringComparison.Ordinal).Replace($"\"purePhoneNumber\":\"{number}\"", "", StringComparison.Ordinal);
    }

    private void KeepToken(string token)
    {
        if (SessionToken.Parse(token) is not null)
        {
            watch.Keep("token", token.Split('.')[1]);
        }
        else if (SecretOfV1().IsMatch(token))
        {
            watch.Keep("token", token);
        }
    }

    /// <summary>Keeps only codes in the form of WeChat, not other strings that tests use as codes.</summary>
    private void KeepCode(string? code)
    {
        if (CodeOfWeChat().IsMatch(code ?? ""))
        {
            watch.Keep("code", code);
        }
    }

    private static async Task<string> BodyAsync(HttpRequest request)
    {
        try
        {
            request.Body.Position = 0;
            using var reader = new StreamReader(request.Body, leaveOpen: true);
            return await reader.ReadToEndAsync();
        }
        catch (Exception e) when (e is IOException or BadHttpRequestException or ObjectDisposedException or OperationCanceledException)
        {
            // The caller has closed the connection.
            return "";
        }
    }

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Member(string json, string name) => json.StartsWith('{') && Parse(json)?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    [GeneratedRegex("\"(?<name>session_key|access_token|component_access_token|authorizer_access_token|authorizer_refresh_token|refresh_token|phoneNumber|purePhoneNumber)\":\"(?<value>[^\"]+)\"")]
    private static partial Regex SecretMember();

    [GeneratedRegex("^(0[0-9A-Za-z]{31}|[0-9a-f]{64})$")]
    private static partial Regex CodeOfWeChat();

    [GeneratedRegex("^[A-Za-z0-9_-]{43}$")]
    private static partial Regex SecretOfV1();
}
