using System.CommandLine;
using MiniLogin.Account;
using MiniLogin.WeChat;
using Spectre.Console;

namespace MiniLogin.Cli.Users;

/// <summary><c>minilogin users find</c></summary>
internal static class FindUsersCommand
{
    private const string FromInput = "-";

    public static Command Create(CommandFactory commands)
    {
        var unionId = new Option<string?>("--union-id") { Description = "Specify the unionid.", HelpName = "UNIONID" };
        unionId.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !WeChatId.IsValid(token.Value))
            {
                result.AddError($"--union-id must have 1 to {WeChatId.MaxLength} printable ASCII characters.");
            }
        });
        var phone = new Option<string?>("--phone") { Description = $"Specify the phone number, or {FromInput} to read it from stdin, so that it does not stay in the history of the shell.", HelpName = "NUMBER" };
        phone.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && token.Value != FromInput && !TypedPhone.TryParse(token.Value, out _))
            {
                result.AddError($"--phone must be {TypedPhone.Formats}.");
            }
        });
        var command = commands.Create("find", "Find a person's users in all apps: by unionid in those of one Open Platform account, or by phone number. New users may appear with a short delay.", RunAsync, unionId, phone);
        command.Validators.Add(result =>
        {
            if (result.GetResult(unionId) is { Implicit: false } == result.GetResult(phone) is { Implicit: false })
            {
                result.AddError("Specify --union-id or --phone.");
            }
        });
        return command;

        async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
        {
            if (call.Value(unionId) is { } id)
            {
                return Show(call, await call.Service<UserOperations>().FindByUnionIdAsync(id, cancellationToken));
            }

            if (!TypedPhone.TryParse(call.Value(phone) == FromInput ? Read(call) : call.Value(phone), out var digits))
            {
                return call.WrongUsage($"The phone number must be {TypedPhone.Formats}.");
            }

            var found = await call.Service<UserOperations>().FindByPhoneAsync(digits, cancellationToken);
            foreach (var app in found.WithoutKey)
            {
                call.Say($"Users of {app} cannot be found by phone number yet: the app has no phone key. To create it, run: {call.CommandLine($"apps rotate-keys {app}")}");
            }

            return Show(call, found.Users);
        }
    }

    private static string? Read(CommandCall call)
    {
        if (!call.Terminal.IsInputRedirected)
        {
            call.Terminal.Error.Write("Phone number: ");
        }

        return call.Terminal.Input.ReadLine();
    }

    private static int Show(CommandCall call, UserKeysDocument keys) =>
        call.Show(keys, CommandJson.Default.UserKeysDocument, document =>
        {
            var table = new Table().Border(TableBorder.Rounded).AddColumn("User");
            foreach (var key in document.UserKeys)
            {
                table.AddRow(new Text(Printable.From(key)));
            }

            return table;
        });
}
