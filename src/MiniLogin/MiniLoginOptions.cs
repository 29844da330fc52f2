using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using MiniLogin.Apps;

namespace MiniLogin;

/// <summary>
/// The settings, read from environment variables named <c>MiniLogin__Name</c>. They are checked at start; a value out of range
/// stops the start.
/// </summary>
public sealed record MiniLoginOptions
{
    /// <summary>The configuration section of the settings.</summary>
    public const string Section = "MiniLogin";

    internal const string PublicUrlPattern = @"^(https?://[^\s/?#]+(/[^\s?#]*)?)?$";

    /// <summary>Table of sessions. Partition key <c>id</c>, TTL attribute <c>expiresAt</c>.</summary>
    [Required, StringLength(255, MinimumLength = 3)]
    public string SessionsTable { get; set; } = "minilogin-sessions";

    /// <summary>Table of users. Partition key <c>userKey</c>.</summary>
    [Required, StringLength(255, MinimumLength = 3)]
    public string UsersTable { get; set; } = "minilogin-users";

    /// <summary>Table of registered apps. Partition key <c>appId</c>.</summary>
    [Required, StringLength(255, MinimumLength = 3)]
    public string AppsTable { get; set; } = "minilogin-apps";

    /// <summary>Table of deleted users. Partition key <c>userKey</c>, TTL attribute <c>expiresAt</c>.</summary>
    [Required, StringLength(255, MinimumLength = 3)]
    public string DeletionsTable { get; set; } = "minilogin-deletions";

    /// <summary>
    /// Private S3 bucket for the pictures that users upload, under <c>avatars/</c>. Empty: no pictures are accepted or served.
    /// </summary>
    [RegularExpression("^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$")]
    public string AvatarsBucket { get; set; } = "";

    /// <summary>
    /// The URL under which clients reach the API, such as <c>https://api.example.com/v1</c>: the base of the pictures' URLs. Needed if the
    /// domain of a request is not that of the client, as behind a CDN, or if its path does not show a base path, as behind an API
    /// mapping. Empty: the domain and stage of the request.
    /// </summary>
    [RegularExpression(PublicUrlPattern)]
    public string PublicUrl { get; set; } = "";

    /// <summary>The mini program for requests that name none, neither in the body nor by the Referer. Empty: such requests are rejected.</summary>
    [RegularExpression("^(" + AppId.MiniProgramPattern + ")?$")]
    public string DefaultAppId { get; set; } = "";

    /// <summary>A session ends after this many hours without a request. Default 168 (7 days).</summary>
    [Range(1, 8760)]
    public int SessionIdleHours { get; set; } = 168;

    /// <summary>A session ends at the latest this many hours after login. Default 720 (30 days).</summary>
    [Range(1, 8760)]
    public int SessionAbsoluteHours { get; set; } = 720;

    /// <summary>Maximum live sessions of one user. At every tenth login, the oldest sessions above this limit end. Default 50.</summary>
    [Range(1, 1000)]
    public int SessionsPerUser { get; set; } = 50;

    /// <summary>Maximum logins of one user in a calendar minute. Further logins get 429. Default 20.</summary>
    [Range(1, 1000)]
    public int LoginsPerUserAndMinute { get; set; } = 20;

    /// <summary>Maximum pictures that one user uploads in a UTC day. Further uploads get 429. Default 20.</summary>
    [Range(1, 1000)]
    public int AvatarsPerUserAndDay { get; set; } = 20;

    /// <summary>
    /// The hosts of WeChat's API in the order in which they are tried, separated by ';'. Outside mainland China, put
    /// <c>https://hk.api.weixin.qq.com</c> first. Default <c>https://api.weixin.qq.com;https://api2.weixin.qq.com</c>.
    /// </summary>
    [Required, RegularExpression("^https?://[^/?#;]+/?(;https?://[^/?#;]+/?)*$")]
    public string WeChatUrl { get; set; } = "https://api.weixin.qq.com;https://api2.weixin.qq.com";

    /// <summary>
    /// The API of WeCom (企业微信), for local use. An app in a private deployment has its own, which <c>minilogin apps add</c> sets. Default
    /// <c>https://qyapi.weixin.qq.com</c>.
    /// </summary>
    [Required, RegularExpression("^https?://[^/?#;]+/?$")]
    public string WeComUrl { get; set; } = "https://qyapi.weixin.qq.com";

    /// <summary>A custom DynamoDB endpoint, for local use. Empty: the endpoint of the AWS region.</summary>
    [RegularExpression("^(https?://[^/?#]+/?)?$")]
    public string DynamoDBUrl { get; set; } = "";

    /// <summary>A custom KMS endpoint, for local use. Empty: the endpoint of the AWS region.</summary>
    [RegularExpression("^(https?://[^/?#]+/?)?$")]
    public string KmsUrl { get; set; } = "";

    /// <summary>A custom S3 endpoint, for local use. Empty: the endpoint of the AWS region.</summary>
    [RegularExpression("^(https?://[^/?#]+/?)?$")]
    public string S3Url { get; set; } = "";

    /// <summary>Returns <see cref="DefaultAppId"/>, or null if it is empty.</summary>
    internal AppId? GetDefaultApp() => AppId.TryParse(DefaultAppId, out var id) ? id : null;

    internal IReadOnlyList<Uri> WeChatHosts => [.. WeChatUrl.Split(';').Select(url => new Uri(url))];

    /// <summary>
    /// Returns when a session used now ends if it is not used again: after the idle limit, but at the latest at
    /// <paramref name="absoluteEnd"/>.
    /// </summary>
    internal DateTimeOffset SessionEnd(DateTimeOffset now, DateTimeOffset absoluteEnd)
    {
        var idleEnd = now + SessionIdleLimit;
        return idleEnd < absoluteEnd ? idleEnd : absoluteEnd;
    }

    internal TimeSpan SessionIdleLimit => TimeSpan.FromHours(SessionIdleHours);

    internal TimeSpan SessionAbsoluteLimit => TimeSpan.FromHours(SessionAbsoluteHours);
}

[OptionsValidator]
internal sealed partial class MiniLoginOptionsValidator : IValidateOptions<MiniLoginOptions>;
