using Amazon.Runtime;

namespace MiniLogin.Cli;

/// <summary>Says in one line why AWS refused a call or gave no credentials, and what to do.</summary>
internal static class AwsRefusal
{
    /// <param name="profile">The profile of --profile, or null.</param>
    public static string Describe(AmazonServiceException refusal, string? profile) =>
        Describe(refusal.ErrorCode, refusal.Message, profile);

    /// <inheritdoc cref="Describe(AmazonServiceException, string?)"/>
    public static string Describe(string errorCode, string message, string? profile) =>
        $"AWS returned an error: {errorCode}: {message.TrimEnd()}{(Advice(errorCode, profile) is { } advice ? $" {advice}" : "")}";

    /// <summary>What to do about an error code of AWS; null if only its message can tell.</summary>
    public static string? Advice(string? errorCode, string? profile) => errorCode switch
    {
        _ when HaveExpired(errorCode) => $"The credentials have expired. {LogIn(profile)}",
        _ when IsOfCredentials(errorCode) =>
            "AWS does not accept the credentials. Check --profile, --region and the clock of this machine.",
        "AccessDeniedException" or "AccessDenied" or "KMSAccessDenied" =>
            "Check --stack, --profile and --region. The policy in the output OperatorPolicyArn of the stack allows what minilogin does.",
        "NotFoundException" => "Check --key-id and --region, or pass --stack instead.",
        "NoSuchBucket" => "Check --avatars-bucket and --region, or pass --stack instead.",
        _ => null,
    };

    /// <summary>Whether other credentials may help.</summary>
    public static bool IsOfCredentials(string? errorCode) => HaveExpired(errorCode)
        || errorCode is "UnrecognizedClientException" or "InvalidClientTokenId" or "InvalidAccessKeyId" or "InvalidSignatureException" or "SignatureDoesNotMatch" or "IncompleteSignatureException" or "MissingAuthenticationTokenException";

    /// <summary>Why a profile gave no credentials.</summary>
    public static string Describe(Exception failure, string? profile)
    {
        var cause = failure;
        while (cause is not AmazonServiceException && cause.InnerException is { } inner)
        {
            cause = inner;
        }

        var reason = cause == failure ? failure.Message : $"{failure.Message.TrimEnd('.')}: {(cause is AmazonServiceException { ErrorCode: { } code } ? $"{code}: " : "")}{cause.Message}";
        return $"Cannot get AWS credentials{(profile is null ? "" : $" from profile {profile}")}: {reason.ReplaceLineEndings(" ").TrimEnd(' ', '.')}. {LogIn(profile)} Nothing was changed.";
    }

    private static bool HaveExpired(string? errorCode) => errorCode is "ExpiredTokenException" or "ExpiredToken" or "RequestExpired";

    private static string LogIn(string? profile) =>
        $"With IAM Identity Center, run: aws sso login{(profile is null ? "" : $" --profile {profile}")}. Otherwise renew the access keys, or check the role.";
}
