using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using MiniLogin.Apps;
using MiniLogin.Cli.Components;
using MiniLogin.WeChat;
using MiniLogin.WeChat.ThirdParty;

namespace MiniLogin.Cli.Doctor;

/// <summary>Examines the third-party platform: its configuration, ticket and token, and its merchants.</summary>
internal sealed class ComponentChecks(CommandCall call)
{
    /// <summary>Each merchant costs a call.</summary>
    private const int MaxMerchants = 50;

    /// <summary>WeChat pushes a ticket every 10 minutes.</summary>
    private static readonly TimeSpan TicketIsLate = TimeSpan.FromMinutes(25);
    private static readonly TimeSpan TicketLasts = TimeSpan.FromHours(12);

    /// <param name="merchants">The apps of merchants whose credentials can be decrypted.</param>
    public async Task<IReadOnlyList<Finding>> RunAsync(IReadOnlyList<App> merchants, CancellationToken cancellationToken)
    {
        const string Check = "Third-party platform";
        Component? component;
        try
        {
            component = await call.Service<DynamoDBComponentStore>().FindAsync(cancellationToken);
        }
        catch (ResourceNotFoundException)
        {
            // The check of the table has reported it.
            return [];
        }
        catch (StoreUnavailableException e)
        {
            return [Finding.Unreachable(Check, $"unknown: {(e.InnerException ?? e).Message}", "Check the network, --region and the AWS status page.")];
        }
        catch (AmazonServiceException e)
        {
            return [Finding.Failed(Check, $"its configuration cannot be read: {e.ErrorCode}", "Check that you have dynamodb:GetItem and kms:Decrypt, and that the KMS key is enabled.")];
        }
        catch (InvalidOperationException e)
        {
            return [Finding.Failed(Check, e.Message, "Run: minilogin component set --app-id APPID")];
        }

        if (component is null)
        {
            return merchants.Count == 0 ? [] : [Finding.Failed(Check, $"is not configured, so nobody can log in to the apps of merchants ({merchants.Count})", "Run: minilogin component set --app-id APPID")];
        }

        var ticket = await call.Service<DynamoDBComponentStore>().FindTicketAsync(cancellationToken);
        var findings = new List<Finding>
        {
            Finding.Ok(Check, $"{component.AppId} is configured; EncodingAESKeys: {component.Secrets.AesKeys.Count}"),
            Ticket(component, ticket, merchants.Count > 0),
        };
        if (ticket is null && merchants.Count == 0)
        {
            // Without a ticket WeChat gives no token, and nobody needs one yet.
            return findings;
        }

        var token = await call.Service<ComponentTokens>().GetAsync(component, revoked: null, cancellationToken);
        findings.Add(Token(component, token));
        if (token is WeChatReply<AccessToken>.Good)
        {
            await AddMerchantsAsync(findings, merchants, cancellationToken);
        }

        return findings;
    }

    private Finding Ticket(Component component, SealedTicket? ticket, bool hasMerchants)
    {
        const string Advice = "Look for component_push_refused in the log, then run: minilogin component start-push";
        var check = $"Ticket of {component.AppId}";
        if (component.Open(Component.TicketPurpose, ticket?.Bytes) is null)
        {
            // WeChat pushes the first within 10 minutes after the platform was configured.
            const string Address = $"Check the address of the event URL (授权事件接收URL) in WeChat's console: it must end in /wechat/component. {Advice}";
            return hasMerchants ? Finding.Failed(check, "none has come", Address) : Finding.Warning(check, "none has come yet", Address);
        }

        var age = call.Now - ticket!.CreatedAt;
        var detail = string.Create(CultureInfo.InvariantCulture, $"{age.TotalMinutes:F0} min old");
        return age >= TicketLasts ? Finding.Failed(check, $"{detail}; it is good for 12 hours", Advice)
            : age >= TicketIsLate ? Finding.Warning(check, $"{detail}; WeChat pushes one every 10 minutes", Advice)
            : Finding.Ok(check, detail);
    }

    private static Finding Token(Component component, WeChatReply<AccessToken> reply)
    {
        var check = $"WeChat gives {component.AppId} a token";
        return reply switch
        {
            WeChatReply<AccessToken>.Good { Answer: var token } => Finding.Ok(check, $"yes, until {Printable.From(token.ExpiresAt)}"),
            WeChatReply<AccessToken>.Failed { Failure: var failure } => Failed(check, failure),
            _ => throw new ArgumentException("Unknown reply.", nameof(reply)),
        };
    }

    private async Task AddMerchantsAsync(List<Finding> findings, IReadOnlyList<App> merchants, CancellationToken cancellationToken)
    {
        foreach (var app in merchants.Where(app => app.Enabled).Take(MaxMerchants))
        {
            var check = $"{app.AppId} authorises the platform";
            switch (await call.Service<ComponentClient>().GetInfoAsync(app.AppId, cancellationToken))
            {
                case WeChatReply<AuthorizerInfoAnswer>.Good { Answer.Info.Status: var status }:
                    findings.Add(Status(check, status));
                    break;
                case WeChatReply<AuthorizerInfoAnswer>.Failed { Failure: WeChatFailure.Misconfigured { ErrCode: ErrCodes.ComponentIpNotAllowed } failure }:
                    // The answer for the others would be the same.
                    findings.Add(Failed(check, failure));
                    return;
                case WeChatReply<AuthorizerInfoAnswer>.Failed { Failure: var failure }:
                    findings.Add(Failed(check, failure));
                    break;
            }
        }

        if (merchants.Count(app => app.Enabled) is > MaxMerchants and var count)
        {
            findings.Add(Finding.Warning("Merchants", $"only {MaxMerchants} of {count} were examined", "Run: minilogin component reconcile --dry-run"));
        }
    }

    private static Finding Status(string check, int? status)
    {
        const string Advice = "The merchant reads the notices in WeChat's console.";
        return status switch
        {
            1 or null => Finding.Ok(check, "yes"),
            18 => Finding.Warning(check, "yes, but WeChat has warned the account (18)", Advice),
            14 => Finding.Failed(check, "the account is cancelled (14)", Advice),
            16 => Finding.Failed(check, "the account is banned (16)", Advice),
            19 => Finding.Failed(check, "the account is frozen (19)", Advice),
            _ => Finding.Warning(check, $"yes, but the account has the unknown status {status.Value.ToString(CultureInfo.InvariantCulture)}", Advice),
        };
    }

    private static Finding Failed(string check, WeChatFailure failure) => failure switch
    {
        WeChatFailure.Misconfigured { ErrCode: ErrCodes.ComponentIpNotAllowed } => Finding.Warning(
            check, "unknown: the platform's IP list does not have this machine's address (61004)", "Make sure that the list has the fixed address of the functions. Without it, nobody can log in."),
        WeChatFailure.Misconfigured { ErrCode: ErrCodes.NotAuthorized } => Finding.Failed(check, "no (61003)", "Run: minilogin component reconcile"),
        WeChatFailure.Misconfigured misconfigured => Finding.Failed(check, $"WeChat answers errcode {misconfigured.ErrCode}", misconfigured.WhatToDo),
        WeChatFailure.Unavailable => Finding.Unreachable(check, "unknown: WeChat did not answer, or a function renews the token", "Try again in a minute."),
        _ => Finding.Warning(check, $"unknown: {ComponentCommand.Explain(failure)}", "Try again later."),
    };
}
