namespace MiniLogin.Playground.Stacks;

/// <summary>What MiniLogin's stack exports, with the values that stand for it on this machine.</summary>
internal sealed class LoginExports(MiniLoginOptions options)
{
    public const string Region = "us-east-1";
    public const string Account = "000000000000";
    public const string Authorizer = $"arn:aws:lambda:{Region}:{Account}:function:Authorize:live";
    public const string DeletionsStream = $"arn:aws:dynamodb:{Region}:{Account}:table/Deletions/stream/local";

    /// <summary>For error messages.</summary>
    public const string Names = "AuthorizerArn, DomainName, CheckSessionPolicyArn, DeletionsStreamArn, SessionsTable, UsersTable and AppsTable";

    public static string TableArn(string table) => $"arn:aws:dynamodb:{Region}:{Account}:table/{table}";

    /// <summary>
    /// Returns the value of an export (<c>minilogin-dev-AuthorizerArn</c>) or an SSM parameter
    /// (<c>/minilogin/minilogin-dev/AuthorizerArn</c>), or null if there is no such.
    /// </summary>
    public string? Find(string name) => name[(name.LastIndexOfAny(['-', '/', '}']) + 1)..] switch
    {
        "AuthorizerArn" => Authorizer,
        "DomainName" => "localhost",
        "CheckSessionPolicyArn" => $"arn:aws:iam::{Account}:policy/CheckSessionPolicy",
        "DeletionsStreamArn" => DeletionsStream,
        "SessionsTable" => options.SessionsTable,
        "UsersTable" => options.UsersTable,
        "AppsTable" => options.AppsTable,
        _ => null,
    };
}
