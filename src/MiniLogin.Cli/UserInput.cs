using System.CommandLine;
using System.CommandLine.Parsing;
using MiniLogin.Apps;
using MiniLogin.Users;

namespace MiniLogin.Cli;

/// <summary>Selects a user: by <c>appId#openId</c>, or by two options.</summary>
internal sealed class UserInput
{
    private readonly Argument<UserKey?> _userKey = new("USERKEY")
    {
        Description = "The user: appId#openId. Quote it in the shell.",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = result => ParseKey(result, "USERKEY"),
    };

    private readonly Option<AppId?> _app = Inputs.AppIdOption("Specify the user's app, together with --openid, instead of USERKEY.");
    private readonly Option<string?> _openId = new("--openid") { Description = "Specify the user's openid, together with --app.", HelpName = "OPENID" };

    public UserInput()
    {
        _openId.Validators.Add(result =>
        {
            if (result.GetValue(_openId) is { } openId && !UserKey.IsOpenId(openId))
            {
                result.AddError($"--openid must have 1 to {UserKey.MaxOpenIdLength} printable ASCII characters.");
            }
        });
    }

    public Command AddTo(Command command)
    {
        command.Add(_userKey);
        command.Add(_app);
        command.Add(_openId);
        command.Validators.Add(Check);
        return command;
    }

    public UserKey Key(CommandCall call) => call.Value(_userKey) ?? new(call.Value(_app)!, call.Value(_openId)!);

    public static UserKey? ParseKey(ArgumentResult result, string name)
    {
        if (UserKey.TryParse(result.Tokens.SingleOrDefault()?.Value, out var key))
        {
            return key;
        }

        result.AddError($"{name} must be appId#openId, with an appId of wx and 16 lowercase hex digits, or CORPID/AGENTID of a WeCom app. Quote it in the shell.");
        return null;
    }

    private void Check(CommandResult result)
    {
        var hasKey = result.GetResult(_userKey) is { Tokens.Count: > 0 };
        var hasApp = result.GetResult(_app) is { Implicit: false };
        var hasOpenId = result.GetResult(_openId) is { Implicit: false };
        if (hasKey == (hasApp || hasOpenId) || hasApp != hasOpenId)
        {
            result.AddError("Specify the user: USERKEY, or --app with --openid.");
        }
    }
}
