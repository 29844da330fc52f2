using MiniLogin.Apps;
using MiniLogin.Cli.Doctor;
using MiniLogin.WeChat;

namespace MiniLogin.Cli.Apps;

/// <summary>Tries an AppSecret at WeChat before it is stored.</summary>
internal static class SecretTrial
{
    /// <summary>The token call's errcode for a wrong AppSecret. Reported for code2Session too.</summary>
    private const int WrongCredential = 40001;

    /// <summary>Returns false if WeChat rejects the secret. If it cannot be tried, for example from this network, prints a warning and returns true.</summary>
    public static async Task<bool> PassesAsync(CommandCall call, AppId appId, string secret, CancellationToken cancellationToken)
    {
        var answer = await call.Service<WeChatProbe>().AskAnyAsync(call.WeChatUrls, appId, secret, cancellationToken);
        if (answer.ErrCode is { } errCode && ErrCodes.Classify(WeChatApi.Code2Session, errCode).Class == ErrCodeClass.NewCode)
        {
            return true;
        }

        if (answer.ErrCode is WrongCredential or ErrCodes.InvalidSecret)
        {
            call.Say($"WeChat rejects this AppSecret for {appId} ({answer.ErrCode}). Nothing was changed. Copy it again from mp.weixin.qq.com, and run the command again.");
            return false;
        }

        call.Say($"Warning: the AppSecret could not be tried: {Reason(answer)} To check it later, run: {call.CommandLine("doctor")}");
        return true;
    }

    private static string Reason(HostAnswer answer) => answer.ErrCode switch
    {
        null => $"WeChat is unreachable from here ({answer.Failure}).",
        ErrCodes.IpNotAllowed => $"the address of this machine, {ErrCodes.RejectedAddress(answer.ErrMsg) ?? "which WeChat does not name"}, is not on WeChat's IP allow list (40164).",
        { } errCode => $"WeChat answers errcode {errCode}{(ErrCodes.Classify(WeChatApi.Code2Session, errCode).WhatToDo is { } whatToDo ? $": {whatToDo}" : "")}.",
    };
}
