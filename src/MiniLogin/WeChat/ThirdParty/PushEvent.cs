using System.Globalization;
using System.Xml.Linq;
using MiniLogin.Apps;

namespace MiniLogin.WeChat.ThirdParty;

/// <summary>An event of the third-party platform (授权变更通知).</summary>
internal abstract record PushEvent
{
    private const int MaxText = 1024;

    private PushEvent(string type, DateTimeOffset createdAt) => (Type, CreatedAt) = (type, createdAt);

    /// <summary>Its InfoType.</summary>
    public string Type { get; }

    /// <summary>Its CreateTime.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>A component_verify_ticket, every 10 minutes. <see cref="ToString"/> does not show it.</summary>
    public sealed record Ticket(string Type, DateTimeOffset CreatedAt, string Text) : PushEvent(Type, CreatedAt)
    {
        public override string ToString() => Type;
    }

    /// <summary>authorized and updateauthorized, and notify_third_fasteregister of a mini program that was registered.</summary>
    public sealed record Authorized(string Type, DateTimeOffset CreatedAt, AppId AppId, string Code) : PushEvent(Type, CreatedAt)
    {
        public override string ToString() => Type;
    }

    public sealed record Unauthorized(string Type, DateTimeOffset CreatedAt, AppId AppId) : PushEvent(Type, CreatedAt);

    /// <summary>notify_third_fasteregister of a registration that failed.</summary>
    /// <param name="Status">Not 0.</param>
    public sealed record NotRegistered(string Type, DateTimeOffset CreatedAt, int Status) : PushEvent(Type, CreatedAt);

    /// <summary>An event that MiniLogin does not use.</summary>
    public sealed record Other(string Type, DateTimeOffset CreatedAt) : PushEvent(Type, CreatedAt);

    /// <summary>Returns null if an element that the event must have is missing or malformed.</summary>
    public static PushEvent? Read(XElement root)
    {
        if (root.Text("InfoType") is not { Length: > 0 and <= 64 } type || type.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '_')
            || !long.TryParse(root.Text("CreateTime"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > 253_402_300_799)
        {
            return null;
        }

        var at = DateTimeOffset.FromUnixTimeSeconds(seconds);
        switch (type)
        {
            case "component_verify_ticket":
                return root.Text("ComponentVerifyTicket") is { Length: > 0 and <= MaxText } ticket ? new Ticket(type, at, ticket) : null;
            case "authorized" or "updateauthorized":
                return Authorize(type, at, root.Text("AuthorizerAppid"), root.Text("AuthorizationCode"));
            case "unauthorized":
                return App(root.Text("AuthorizerAppid")) is { } left ? new Unauthorized(type, at, left) : null;
            case "notify_third_fasteregister":
                return !int.TryParse(root.Text("status"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var status) ? null
                    : status != 0 ? new NotRegistered(type, at, status)
                    : Authorize(type, at, root.Text("appid"), root.Text("auth_code"));
            default:
                return new Other(type, at);
        }
    }

    private static Authorized? Authorize(string type, DateTimeOffset at, string? appId, string? code) =>
        App(appId) is { } app && code is { Length: > 0 and <= MaxText } ? new(type, at, app, code) : null;

    private static AppId? App(string? text) => AppId.TryParse(text, out var appId) && appId.CorpId is null ? appId : null;
}
