namespace MiniLogin.Playground.Stacks;

/// <summary>
/// Leads every AWS client in this process to the local DynamoDB or nowhere, whatever profile, credentials or endpoints the developer has.
/// The code of a stack makes its clients itself, so the environment is the only way. It is that of the whole process.
/// </summary>
internal static class Isolation
{
    /// <summary>A port on which nothing listens.</summary>
    private const string Nowhere = "http://127.0.0.1:1";

    private static readonly string[] Removed =
    [
        "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_SESSION_NAME",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN",
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT", "AWS_ACCOUNT_ID",
    ];

    /// <param name="dynamoDB">Null: DynamoDB leads nowhere, too.</param>
    public static void Apply(Uri? dynamoDB)
    {
        foreach (var name in Removed)
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name.StartsWith("AWS_ENDPOINT_URL", StringComparison.OrdinalIgnoreCase)))
        {
            Environment.SetEnvironmentVariable(name, Nowhere);
        }

        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL", Nowhere);
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_DYNAMODB", dynamoDB?.ToString() ?? Nowhere);
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "local");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "local");
        Environment.SetEnvironmentVariable("AWS_REGION", LoginExports.Region);
        Environment.SetEnvironmentVariable("AWS_DEFAULT_REGION", LoginExports.Region);
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_DISABLED", "true");
        var noFile = Path.Combine(Path.GetTempPath(), "minilogin-playground-has-no-aws-profile");
        Environment.SetEnvironmentVariable("AWS_CONFIG_FILE", noFile);
        Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", noFile);
    }
}
