using MiniLogin.Apps;

namespace MiniLogin.Cli.Apps;

/// <param name="Kind"><c>miniprogram</c>, <c>wecom</c> or <c>authorizer</c>.</param>
/// <param name="BaseUrl">The WeCom of a private deployment; otherwise null.</param>
/// <param name="MiniProgram">The mini program that is linked with an app of WeCom; null if it is not known.</param>
/// <param name="LinkByUnionId">Whether a login links the user with the person of its unionid.</param>
internal sealed record AppDocument(string AppId, string Kind, string Name, bool Enabled, DateTimeOffset? CreatedAt, DateTimeOffset? SessionsEndedAt, string? BaseUrl, string? MiniProgram, bool LinkByUnionId)
{
    /// <summary>The kinds as the operator writes them.</summary>
    public const string MiniProgramKind = "miniprogram";

    public static AppDocument From(AppRow row) => From(row.App, row.CreatedAt);

    public static AppDocument From(App app, DateTimeOffset? createdAt) => new(
        app.AppId.ToString(),
        app.Kind.Name() ?? MiniProgramKind,
        app.Name,
        app.Enabled,
        createdAt,
        app.SessionsEndedAt,
        app.BaseUrl?.GetLeftPart(UriPartial.Authority),
        app.MiniProgram?.ToString(),
        app.LinksByUnionId);
}
