using System.CommandLine;
using System.Text.RegularExpressions;
using MiniLogin.Apps;
using MiniLogin.Cli.Apps;
using MiniLogin.Secrets;
using MiniLogin.WeChat;
using MiniLogin.WeChat.ThirdParty;

namespace MiniLogin.Cli.Components;

/// <summary><c>minilogin component</c></summary>
internal static partial class ComponentCommand
{
    public static Command Create(CommandFactory commands) => new("component", "Manage the third-party platform (第三方平台).")
    {
        Set(commands),
        Show(commands),
        Remove(commands),
        StartPush(commands),
        ReconcileCommand.Create(commands),
    };

    public static int NotConfigured(CommandCall call) => call.Fail($"No third-party platform is configured. To configure one, run: {call.CommandLine("component set --app-id APPID")}");

    private static Command Set(CommandFactory commands)
    {
        var appId = Inputs.MiniProgram("--app-id", "Set the appid of the platform.");
        appId.Required = true;
        return commands.Create("set", "Configure the platform, or replace its secrets. Reads its AppSecret, Token and EncodingAESKey from three lines of stdin, or prompts for them.", RunAsync, appId);

        async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
        {
            var store = call.Service<DynamoDBComponentStore>();
            var before = await store.FindAsync(cancellationToken);
            if ((call.KeyId ?? before?.KeyId) is not { } keyId)
            {
                return call.WrongUsage($"The KMS key that encrypts the secrets is not known. Pass --stack, or {GlobalOptions.KeyIdName} with the output AppCredentialsKeyId of the stack.");
            }

            var id = call.Value(appId)!;
            if (await call.Service<AppTable>().FindAsync(id, consistent: true, cancellationToken) is not null)
            {
                return call.Fail($"{id} is registered as an app. Pass the appid of the third-party platform, not of a mini program.");
            }

            if (Read(call, "AppSecret", SecretInput.SecretPattern(), "32 hex digits") is not { } secret
                || Read(call, "Token", TokenPattern(), "1 to 64 letters and digits") is not { } token
                || Read(call, "EncodingAESKey", KeyPattern(), "43 letters and digits") is not { } key)
            {
                return ExitCode.Usage;
            }

            var known = before?.AppId == id ? before : null;
            var current = EncodingAesKey.Parse(key);
            var previous = known?.Secrets.AesKeys.FirstOrDefault(each => each.Reveal() != key);
            var secrets = new ComponentSecrets(secret, token, previous is null ? [current] : [current, previous], known?.Secrets.DataKey ?? SecretKey.New([], null));
            if (!await store.SaveAsync(new(id, secrets, keyId), cancellationToken))
            {
                return call.Fail("Another command configured the platform at the same time. Nothing was changed. Run the command again.");
            }

            return call.Show(
                await DocumentAsync(call, new(id, secrets, keyId), cancellationToken),
                CommandJson.Default.ComponentDocument,
                $"{id} is the third-party platform. This takes effect within a minute. WeChat pushes a ticket every 10 minutes; to see it, run: {call.CommandLine("component show")}");
        }
    }

    private static Command Show(CommandFactory commands) => commands.Create("show", "Show the platform, the age of its ticket, the end of its token, and its merchants. Shows no secrets.", async (call, cancellationToken) =>
    {
        if (await call.Service<DynamoDBComponentStore>().FindAsync(cancellationToken) is not { } component)
        {
            return NotConfigured(call);
        }

        var document = await DocumentAsync(call, component, cancellationToken);
        return call.Show(document, CommandJson.Default.ComponentDocument, string.Join(
            '\n',
            $"Platform:  {document.AppId}",
            $"Ticket:    {(document.TicketCreatedAt is { } created ? $"{Printable.From(created)}, {(long)(call.Now - created).TotalMinutes} min old" : "none")}",
            $"Token:     {(document.TokenExpiresAt is { } end ? $"until {Printable.From(end)}" : "none")}",
            $"Merchants: {document.Merchants}, of which {document.MerchantsEnabled} enabled"));
    });

    private static Command Remove(CommandFactory commands)
    {
        var yes = Inputs.Yes();
        return commands.Create("remove", "Remove the platform. The apps of its merchants stay, but nobody can log in to them.", RunAsync, yes);

        async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
        {
            var store = call.Service<DynamoDBComponentStore>();
            if (await store.FindAsync(cancellationToken) is not { } component)
            {
                return NotConfigured(call);
            }

            if (call.Ask($"Remove the third-party platform {component.AppId}?", yes) is { } refused)
            {
                return refused;
            }

            var document = await DocumentAsync(call, component, cancellationToken);
            await store.RemoveAsync(cancellationToken);
            return call.Show(document, CommandJson.Default.ComponentDocument, $"The third-party platform {component.AppId} is removed. This takes effect within a minute.");
        }
    }

    private static Command StartPush(CommandFactory commands) => commands.Create("start-push", "Ask WeChat to push tickets again, if none came for 10 minutes. Must run at an address on the platform's IP list.", async (call, cancellationToken) =>
    {
        if (await call.Service<DynamoDBComponentStore>().FindAsync(cancellationToken) is not { } component)
        {
            return NotConfigured(call);
        }

        return await call.Service<ComponentClient>().StartPushAsync(component, cancellationToken) is WeChatReply<PlainAnswer>.Failed { Failure: var failure }
            ? call.Fail($"WeChat refused: {Explain(failure)}.")
            : call.Show(
                await DocumentAsync(call, component, cancellationToken),
                CommandJson.Default.ComponentDocument,
                $"WeChat will push a ticket. To see it, run: {call.CommandLine("component show")}");
    });

    /// <summary>Why a call of the platform failed, for the operator.</summary>
    public static string Explain(WeChatFailure failure) => failure switch
    {
        WeChatFailure.Misconfigured { ErrCode: ErrCodes.ComponentIpNotAllowed } => "the address of this machine is not on the platform's IP list (61004); add it in WeChat's console, or run the command at an address that is",
        WeChatFailure.Misconfigured { ErrCode: ErrCodes.Ok, WhatToDo: var whatToDo } => whatToDo,
        WeChatFailure.Misconfigured misconfigured => $"errcode {misconfigured.ErrCode}: {misconfigured.WhatToDo}",
        WeChatFailure.Quota { OfDay: true } => "the quota of the day is used up (45009)",
        WeChatFailure.Quota => "a quota is used up; try again in a minute",
        WeChatFailure.CodeRejected => "the authorization_code is used or has expired",
        _ => "WeChat is busy or unreachable, or a function renews the token; try again in a minute",
    };

    private static async Task<ComponentDocument> DocumentAsync(CommandCall call, Component component, CancellationToken cancellationToken)
    {
        var store = call.Service<DynamoDBComponentStore>();
        var ticket = await store.FindTicketAsync(cancellationToken);
        var token = await store.FindTokenAsync(cancellationToken);
        var merchants = (await call.Service<AppTable>().ListAsync(cancellationToken)).Where(row => row.App.Kind == AppKind.Authorizer).ToList();
        return new(
            component.AppId.ToString(),
            component.Open(Component.TicketPurpose, ticket?.Bytes) is null ? null : ticket!.CreatedAt,
            component.Open(Component.TokenPurpose, token?.Bytes) is null ? null : token!.ExpiresAt,
            component.Secrets.AesKeys.Count,
            merchants.Count,
            merchants.Count(row => row.App.Enabled));
    }

    private static string? Read(CommandCall call, string name, Regex pattern, string format)
    {
        if (SecretInput.Read(call, name, pattern) is { } value)
        {
            return value;
        }

        call.Say($"The {name} of a third-party platform must be one line of {format}, as WeChat's console shows it. Nothing was changed.");
        return null;
    }

    [GeneratedRegex("^[A-Za-z0-9]{1,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex TokenPattern();

    [GeneratedRegex("^[A-Za-z0-9]{43}$", RegexOptions.CultureInvariant)]
    private static partial Regex KeyPattern();
}

/// <summary>The third-party platform, without secrets.</summary>
/// <param name="TicketCreatedAt">When WeChat made the newest ticket; null if there is none. Good for 12 hours.</param>
/// <param name="TokenExpiresAt">Null if there is no component_access_token.</param>
/// <param name="EncodingAesKeys">1, or 2 with the previous one.</param>
/// <param name="Merchants">The apps of merchants, also of those who have left.</param>
internal sealed record ComponentDocument(string AppId, DateTimeOffset? TicketCreatedAt, DateTimeOffset? TokenExpiresAt, int EncodingAesKeys, int Merchants, int MerchantsEnabled);
