using System.CommandLine;
using MiniLogin.Sessions;

namespace MiniLogin.Cli.Sessions;

internal static class SessionId
{
    public static Argument<string> Argument()
    {
        var id = new Argument<string>("ID") { Description = "Id of the session: 16 characters, without the secret." };
        id.Validators.Add(result =>
        {
            if (result.GetValue(id) is { } text && !SessionToken.IsId(text))
            {
                result.AddError("ID must be the 16 characters of a session id, without the secret.");
            }
        });
        return id;
    }
}
