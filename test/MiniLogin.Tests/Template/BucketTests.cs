namespace MiniLogin.Tests.Template;

/// <summary>The avatar bucket: private, and read only through a function.</summary>
public sealed class BucketTests
{
    private static readonly Deployment Deployed = Deployment.With();

    [Fact]
    public void The_bucket_is_private_and_encrypted() =>
        Deployed.Properties("Avatars").ToJsonString().Should().Be(
            """{"BucketEncryption":{"ServerSideEncryptionConfiguration":[{"ServerSideEncryptionByDefault":{"SSEAlgorithm":"AES256"}}]}"""
            + ""","OwnershipControls":{"Rules":[{"ObjectOwnership":"BucketOwnerEnforced"}]}"""
            + ""","PublicAccessBlockConfiguration":{"BlockPublicAcls":true,"BlockPublicPolicy":true,"IgnorePublicAcls":true,"RestrictPublicBuckets":true}}""");

    [Fact]
    public void The_bucket_accepts_only_TLS() =>
        Deployed.Properties("AvatarsPolicy").ToJsonString().Should().Be(
            """{"Bucket":"${Avatars}","PolicyDocument":{"Version":"2012-10-17","Statement":[{"Sid":"OnlyByTls","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["${Avatars.Arn}","${Avatars.Arn}/*"],"Condition":{"Bool":{"aws:SecureTransport":false}}}]}}""");
}
