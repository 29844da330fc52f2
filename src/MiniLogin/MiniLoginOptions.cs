using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using MiniLogin.Apps;

namespace MiniLogin;

/// <summary>
/// The settings, read from the environment as <c>MiniLogin__Name</c> and checked at start: a value out of range stops it.
/// </summary>
public sealed record MiniLoginOptions
{
    /// <summary>The configuration section they are read from.</summary>
    public const string Section = "MiniLogin";

    /// <summary>Table of sessions. Partition key <c>id</c>, TTL attribute <c>expiresAt</c>.</summary>
    [Required, StringLength(255, MinimumLength = 3)]
    public string SessionsTable { get; set; } = "minilogin-sessions";

    /// <summary>Table of users. Partition key <c>userKey</c>.</summary>
    [Required, StringLength(255, MinimumLength = 3)]
    public string UsersTable { get; set; } = "minilogin-users";

    /// <summary>Table of registered apps. Partition key <c>appId</c>.</summary>
    [Required, StringLength(255, MinimumLength = 3)]
    public string AppsTable { get; set; } = "minilogin-apps";

    /// <summary>Private S3 bucket of the pictures that users send, below <c>avatars/</c>. Empty: none are taken or served.</summary>
    [RegularExpression("^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$")]
    public string AvatarsBucket { get; set; } = "";

    /// <summary>The app of a request that names none, neither itself nor by its Referer. Empty: such a request is refused.</summary>
    [RegularExpression("^(" + AppId.Pattern + ")?$")]
    public string DefaultAppId { get; set; } = "";

    /// <summary>Hours without a request after which a session ends. Default 168 (7 days).</summary>
    [Range(1, 8760)]
    public int SessionIdleHours { get; set; } = 168;

    /// <summary>Hours after login when a session ends in any case. Default 720 (30 days).</summary>
    [Range(1, 8760)]
    public int SessionAbsoluteHours { get; set; } = 720;

    /// <summary>Live sessions of one user; at every tenth login the oldest beyond it end. Default 50.</summary>
    [Range(1, 1000)]
    public int SessionsPerUser { get; set; } = 50;

    /// <summary>Logins of one user in a minute of the clock; over it the answer is 429. Default 20.</summary>
    [Range(1, 1000)]
    public int LoginsPerUserAndMinute { get; set; } = 20;

    /// <summary>Logins of one app in a second that one environment of the function passes on to WeChat. Default 100.</summary>
    [Range(1, 10000)]
    public int LoginsPerSecond { get; set; } = 100;

    /// <summary>
    /// The hosts of WeChat's API in the order in which they are tried, separated by ';'. Outside the mainland put
    /// <c>https://hk.api.weixin.qq.com</c> first. Default <c>https://api.weixin.qq.com;https://api2.weixin.qq.com</c>.
    /// </summary>
    [Required, RegularExpression("^https?://[^/?#;]+/?(;https?://[^/?#;]+/?)*$")]
    public string WeChatUrl { get; set; } = "https://api.weixin.qq.com;https://api2.weixin.qq.com";

    /// <summary>Another DynamoDB endpoint, for local use. Empty: the one of the AWS region.</summary>
    [RegularExpression("^(https?://[^/?#]+/?)?$")]
    public string DynamoDBUrl { get; set; } = "";

    /// <summary>Another KMS endpoint, for local use. Empty: the one of the AWS region.</summary>
    [RegularExpression("^(https?://[^/?#]+/?)?$")]
    public string KmsUrl { get; set; } = "";

    /// <summary>Another S3 endpoint, for local use. Empty: the one of the AWS region.</summary>
    [RegularExpression("^(https?://[^/?#]+/?)?$")]
    public string S3Url { get; set; } = "";

    /// <summary><see cref="DefaultAppId"/>; null if it is empty.</summary>
    internal AppId? GetDefaultApp() => AppId.TryParse(DefaultAppId, out var id) ? id : null;

    internal IReadOnlyList<Uri> WeChatHosts => [.. WeChatUrl.Split(';').Select(url => new Uri(url))];

    /// <summary>When a session that is used now ends unless it is used again.</summary>
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
