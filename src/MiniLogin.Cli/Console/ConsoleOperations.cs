using Amazon.Runtime;
using Microsoft.AspNetCore.Http;
using MiniLogin.Account;
using MiniLogin.Apps;
using MiniLogin.Cli.Apps;
using MiniLogin.Cli.Sessions;
using MiniLogin.Cli.Users;
using MiniLogin.Sessions;
using MiniLogin.Users;
using MiniLogin.WeChat;

namespace MiniLogin.Cli.Console;

/// <summary>
/// The calls of the page, by name. Each checks what it is given and calls the operation that the command calls. What the commands ask
/// about needs its subject a second time, as what the operator has confirmed.
/// </summary>
/// <param name="metrics">Null to read none.</param>
internal sealed class ConsoleOperations(CommandCall call, StackMetrics? metrics)
{
    private const int ListedAtOnce = 50;

    /// <summary>So that a list whose filter selects few does not read the whole table at once.</summary>
    private const int RowsAtOnce = 5000;

    private readonly AppOperations _apps = call.Service<AppOperations>();
    private readonly UserOperations _users = call.Service<UserOperations>();
    private readonly SessionOperations _sessions = call.Service<SessionOperations>();

    /// <param name="stop">Ends a call that changes something, which otherwise runs to its end.</param>
    /// <param name="gone">Ends a call that only reads, when the page no longer waits for it.</param>
    public async Task<ConsoleAnswer> RunAsync(string name, ConsoleRequest request, CancellationToken stop, CancellationToken gone)
    {
        try
        {
            return await ReadAsync(name, request, gone) ?? await ChangeAsync(name, request, stop)
                ?? ConsoleAnswer.Problem(StatusCodes.Status404NotFound, "not_found", "There is no such call.");
        }
        catch (Exception e) when (CommandFailure.From(e, call.Service<MiniLoginOptions>(), Access.Profile) is not null)
        {
            return await ExplainAsync(e);
        }
    }

    private AwsAccess Access => call.Service<AwsAccess>();

    private async Task<ConsoleAnswer?> ReadAsync(string name, ConsoleRequest request, CancellationToken gone) => name switch
    {
        "state" => ConsoleAnswer.Ok(State(), ConsoleJson.Default.ConsoleState),
        "apps" => ConsoleAnswer.Ok(await _apps.ListAsync(gone), ConsoleJson.Default.AppsDocument),
        "app-keys" => await OfAppAsync(request, asks: false, async id =>
            await _apps.KeysAsync(id, gone) is { } keys ? ConsoleAnswer.Ok(keys, ConsoleJson.Default.AppKeysDocument) : NoApp(id)),
        "users" => await ListUsersAsync(request, gone),
        "users-find" => await FindUsersAsync(request, gone),
        "user" => await OfUserAsync(request, asks: false, async key =>
            await _users.ShowAsync(key, gone) is { } user ? ConsoleAnswer.Ok(user, ConsoleJson.Default.UserDocument) : NoUser(key)),
        "sessions" => await OfUserAsync(request, asks: false, async key =>
            ConsoleAnswer.Ok(await _sessions.ListAsync(key, gone), ConsoleJson.Default.SessionsDocument)),
        "session" => await OfSessionAsync(request, asks: false, async id =>
            await _sessions.ShowAsync(id, gone) is { } session ? ConsoleAnswer.Ok(session, ConsoleJson.Default.ShownSessionDocument) : NoSession(id)),
        "failures" => ConsoleAnswer.Ok(await LoginFailures.ReadAsync(call.Service<CommandTarget>().Stack, metrics, call.Service<TimeProvider>(), gone), ConsoleJson.Default.LoginFailures),
        _ => null,
    };

    private async Task<ConsoleAnswer?> ChangeAsync(string name, ConsoleRequest request, CancellationToken stop) => name switch
    {
        "app-enable" => await OfAppAsync(request, asks: false, async id => await _apps.SetEnabledAsync(id, enabled: true, stop) switch
        {
            { Enabled: false } => ConsoleAnswer.Problem(StatusCodes.Status409Conflict, "merchant_left", $"{id} stays disabled until its merchant authorises the third-party platform again."),
            var app => OrNoApp(app, id),
        }),
        "app-disable" => await OfAppAsync(request, asks: true, async id => OrNoApp(await _apps.SetEnabledAsync(id, enabled: false, stop), id)),
        "app-end-sessions" => await OfAppAsync(request, asks: true, async id => OrNoApp(await _apps.EndSessionsAsync(id, stop), id)),
        "user-block" => await OfUserAsync(request, asks: true, async key => ConsoleAnswer.Ok(await _users.BlockAsync(key, stop), ConsoleJson.Default.BlockedDocument)),
        "user-unblock" => await OfUserAsync(request, asks: false, async key =>
            await _users.UnblockAsync(key, stop) is { } unblocked ? ConsoleAnswer.Ok(unblocked, ConsoleJson.Default.BlockedDocument) : NoUser(key)),
        "user-delete" => await OfUserAsync(request, asks: true, key => DeleteAsync(key, stop)),
        "user-end-sessions" => await OfUserAsync(request, asks: true, async key =>
            ConsoleAnswer.Ok(await _sessions.EndAllAsync(key, null, stop), ConsoleJson.Default.EndedDocument)),
        "session-end" => await OfSessionAsync(request, asks: true, id => EndAsync(id, request, stop)),
        _ => null,
    };

    private ConsoleState State()
    {
        var target = call.Service<CommandTarget>();
        var endpoint = call.Service<MiniLoginOptions>().DynamoDBUrl;
        return new(target.Stack, target.Region, endpoint.Length > 0 ? endpoint : null, Access.Profile, call.CommandLine("{0}"), (long)ConsoleAccess.Idle.TotalSeconds);
    }

    private async Task<ConsoleAnswer> ListUsersAsync(ConsoleRequest request, CancellationToken gone)
    {
        AppId? app = null;
        UserKey? after = null;
        if (request.AppId is not null && !AppId.TryParse(request.AppId, out app))
        {
            return ConsoleRequest.Invalid("appId: no app id.");
        }

        if (request.After is not null && !UserKey.TryParse(request.After, out after))
        {
            return ConsoleRequest.Invalid("after: no user key.");
        }

        var list = _users.List(new(app, request.Blocked), ListedAtOnce, after);
        await list.ReadAsync(() => { }, gone, RowsAtOnce);
        return ConsoleAnswer.Ok(list.Document, ConsoleJson.Default.UsersDocument);
    }

    private async Task<ConsoleAnswer> FindUsersAsync(ConsoleRequest request, CancellationToken gone)
    {
        if (request.UnionId is { } unionId)
        {
            return WeChatId.IsValid(unionId)
                ? ConsoleAnswer.Ok(new((await _users.FindByUnionIdAsync(unionId, gone)).UserKeys, []), ConsoleJson.Default.FoundDocument)
                : ConsoleRequest.Invalid($"unionId must have 1 to {WeChatId.MaxLength} printable ASCII characters.");
        }

        if (!TypedPhone.TryParse(request.Phone, out var digits))
        {
            return ConsoleAnswer.Problem(StatusCodes.Status400BadRequest, "phone_invalid", $"The phone number must be {TypedPhone.Formats}.");
        }

        var found = await _users.FindByPhoneAsync(digits, gone);
        return ConsoleAnswer.Ok(new(found.Users.UserKeys, [.. found.WithoutKey.Select(app => app.ToString())]), ConsoleJson.Default.FoundDocument);
    }

    private async Task<ConsoleAnswer> DeleteAsync(UserKey key, CancellationToken stop) =>
        await _users.FindPictureOutOfReachAsync(key, stop) is not null
            ? ConsoleAnswer.Problem(StatusCodes.Status409Conflict, "picture_out_of_reach", $"The user has a picture. To remove it too, run the command with --stack or {GlobalOptions.AvatarsBucketName}. Nothing was changed.")
            : await _users.DeleteAsync(key, stop) is { } deleted
                ? ConsoleAnswer.Ok(deleted, ConsoleJson.Default.DeletedDocument)
                : NoUser(key);

    private async Task<ConsoleAnswer> EndAsync(string id, ConsoleRequest request, CancellationToken stop) =>
        !UserKey.TryParse(request.UserKey, out var owner) ? ConsoleRequest.Invalid("userKey: no user key.")
        : (await _sessions.EndAsync(id, owner, stop)).Ended ? ConsoleAnswer.Ok(new(owner.ToString(), 1), ConsoleJson.Default.EndedDocument)
        : NoSession(id);

    private async Task<ConsoleAnswer> ExplainAsync(Exception e)
    {
        var failure = CommandFailure.From(e, call.Service<MiniLoginOptions>(), Access.Profile)!;
        if (e is AmazonClientException || AwsRefusal.IsOfCredentials((e as AmazonServiceException)?.ErrorCode))
        {
            // Renewed credentials in a file would otherwise not be read before the next start.
            Access.ForgetCredentials();
        }

        var why = e is AmazonClientException && call.Service<MiniLoginOptions>().DynamoDBUrl.Length == 0 ? await Access.CheckCredentialsAsync() : null;
        return why is { IsNetwork: true } || (why is null && failure.ExitCode == ExitCode.Unreachable)
            ? ConsoleAnswer.Problem(StatusCodes.Status503ServiceUnavailable, "unreachable", why?.Message ?? failure.Message)
            : ConsoleAnswer.Problem(StatusCodes.Status502BadGateway, "refused", why?.Message ?? failure.Message);
    }

    private static async Task<ConsoleAnswer> OfAppAsync(ConsoleRequest request, bool asks, Func<AppId, Task<ConsoleAnswer>> run) =>
        !AppId.TryParse(request.AppId, out var id) ? ConsoleRequest.Invalid("appId: no app id.")
        : asks && request.Confirm != id.ToString() ? NotConfirmed()
        : await run(id);

    private static async Task<ConsoleAnswer> OfUserAsync(ConsoleRequest request, bool asks, Func<UserKey, Task<ConsoleAnswer>> run) =>
        !UserKey.TryParse(request.UserKey, out var key) ? ConsoleRequest.Invalid("userKey: no user key.")
        : asks && request.Confirm != key.ToString() ? NotConfirmed()
        : await run(key);

    private static async Task<ConsoleAnswer> OfSessionAsync(ConsoleRequest request, bool asks, Func<string, Task<ConsoleAnswer>> run) =>
        request.SessionId is not { } id || !SessionToken.IsId(id) ? ConsoleRequest.Invalid("sessionId must be the 16 characters of a session id, without the secret.")
        : asks && request.Confirm != id ? NotConfirmed()
        : await run(id);

    private static ConsoleAnswer OrNoApp(AppDocument? app, AppId id) => app is null ? NoApp(id) : ConsoleAnswer.Ok(app, ConsoleJson.Default.AppDocument);

    private static ConsoleAnswer NoApp(AppId id) => NotFound("app_not_found", $"{id} is not registered. List the apps again.");

    private static ConsoleAnswer NoUser(UserKey key) => NotFound("user_not_found", $"User not found: {key}");

    private static ConsoleAnswer NoSession(string id) => NotFound("session_not_found", $"There is no live session {id}.");

    private static ConsoleAnswer NotFound(string code, string detail) => ConsoleAnswer.Problem(StatusCodes.Status404NotFound, code, detail);

    private static ConsoleAnswer NotConfirmed() => ConsoleAnswer.Problem(StatusCodes.Status400BadRequest, "not_confirmed", "confirm must repeat what the call changes. Nothing was changed.");
}
