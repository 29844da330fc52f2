using MiniLogin.Apps;
using MiniLogin.Cli.Doctor;
using MiniLogin.WeChat;

namespace MiniLogin.Cli.Apps;

/// <summary>Tries a secret at WeChat or WeCom before it is stored.</summary>
internal static class SecretTrial
{
    /// <summary>The errcode of WeChat's and WeCom's token call for a wrong secret. Reported for code2Session too.</summary>
    private const int WrongCredential = 40001;

    /// <summary>Also of WeCom, for a secret of another form.</summary>
    private const int MalformedSecret = 40091;

    /// <summary>Returns false if the secret is rejected. If it cannot be tried, for example from this network, prints a warning and returns true.</summary>
    public static async Task<bool> PassesAsync(CommandCall call, App app, string secret, CancellationToken cancellationToken)
    {
        var isWeCom = app.Kind == AppKind.WeCom;
        var probe = call.Service<WeChatProbe>();
        var (answer, code) = isWeCom ? await probe.AskWeComAsync(app, secret, cancellationToken) : (await probe.AskAnyAsync(call.WeChatUrls, app.AppId, secret, cancellationToken), null);

        // The trusted IPs are those of the functions, not of this machine.
        if (code?.ErrCode is { } refused and not ErrCodes.IpNotTrusted && ErrCodes.Classify(WeChatApi.WeComCode2Session, refused) is (ErrCodeClass.Operator, { } reason))
        {
            call.Say($"Warning: WeCom answers errcode {refused} to a login: {reason}.");
        }

        if (answer.ErrCode is { } errCode && (isWeCom ? errCode == ErrCodes.Ok : ErrCodes.Classify(WeChatApi.Code2Session, errCode).Class == ErrCodeClass.NewCode))
        {
            return true;
        }

        var (service, console) = isWeCom ? ("WeCom", "WeCom's console") : ("WeChat", "mp.weixin.qq.com");
        if (answer.ErrCode is WrongCredential or ErrCodes.InvalidSecret or MalformedSecret)
        {
            call.Say($"{service} rejects this {SecretInput.NameOf(app.Kind)} for {app.AppId} ({answer.ErrCode}). Nothing was changed. Copy it again from {console}, and run the command again.");
            return false;
        }

        call.Say($"Warning: the {SecretInput.NameOf(app.Kind)} could not be tried: {Reason(answer, service, isWeCom ? WeChatApi.GetToken : WeChatApi.Code2Session)} To check it later, run: {call.CommandLine("doctor")}");
        return true;
    }

    private static string Reason(HostAnswer answer, string service, WeChatApi api) => answer.ErrCode switch
    {
        null => $"{service} is unreachable from here ({answer.Failure}).",
        ErrCodes.IpNotAllowed => $"the address of this machine, {ErrCodes.RejectedAddress(answer.ErrMsg) ?? "which WeChat does not name"}, is not on WeChat's IP allow list (40164).",
        { } errCode => $"{service} answers errcode {errCode}{(ErrCodes.Classify(api, errCode).WhatToDo is { } whatToDo ? $": {whatToDo}" : "")}.",
    };
}
