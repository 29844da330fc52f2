using System.Globalization;
using Amazon.Runtime;
using MiniLogin.Apps;
using MiniLogin.Users;

namespace MiniLogin.Cli.Doctor;

/// <summary>Checks that the users of an app have unionids, in one page of the Users table.</summary>
internal sealed class UnionIdChecks(IUserStore users, TimeProvider clock)
{
    private static readonly TimeSpan Recent = TimeSpan.FromDays(30);

    /// <summary>Returns a finding for each app of which the page has users who have logged in recently.</summary>
    public async Task<IReadOnlyList<Finding>> RunAsync(IReadOnlyList<AppId> apps, CancellationToken cancellationToken)
    {
        try
        {
            var page = await users.ListAsync(UserFilter.All, after: null, UserPage.MaxRows, cancellationToken);
            var since = clock.GetUtcNow() - Recent;
            return [.. apps
                .Select(app => (App: app, Users: page.Users.Select(user => user.Account).Where(user => user?.AppId == app && user.LastLoginAt >= since).ToList()))
                .Where(sample => sample.Users.Count > 0)
                .Select(sample => Find(sample.App, sample.Users.Count, sample.Users.Count(user => user!.UnionId is not null)))];
        }
        catch (Exception e) when (e is StoreUnavailableException or AmazonServiceException)
        {
            // The check of the table has reported the reason.
            return [];
        }
    }

    private static Finding Find(AppId app, int count, int withUnionId)
    {
        var check = $"Unionids of {app}";
        var sample = string.Create(CultureInfo.InvariantCulture, $"in a sample of users who logged in within {Recent.TotalDays:F0} days, {withUnionId} of {count} have one");
        return withUnionId > 0 ? Finding.Ok(check, sample) : Finding.Warning(
            check,
            sample,
            "Bind the mini program to an account of WeChat's Open Platform (微信开放平台), at open.weixin.qq.com, and do so long before a migration to another account: it changes all openids, and "
            + "only a unionid, which a user gets at the next login, shows who is who. Without unionids, apps cannot link their users either.");
    }
}
