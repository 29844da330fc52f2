using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace MiniLogin.Avatars;

/// <summary>A private bucket; the pictures lie below <c>avatars/</c>.</summary>
internal sealed class S3AvatarStore(IAmazonS3 s3, MiniLoginOptions options) : IAvatarStore
{
    private const string Prefix = "avatars/";
    private const string IsAbsent = "*";

    public async Task<bool> CreateAsync(AvatarName name, ReadOnlyMemory<byte> picture, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(picture.ToArray(), writable: false);
        var request = new PutObjectRequest
        {
            BucketName = options.AvatarsBucket,
            Key = Prefix + name,
            IfNoneMatch = IsAbsent,
            InputStream = content,
            AutoCloseStream = false,
            ContentType = name.Kind.ContentType,
        };
        try
        {
            await AwsCall.Of(s3.PutObjectAsync(request, cancellationToken));
            return true;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.PreconditionFailed)
        {
            return false;
        }
    }

    public async Task<ReadOnlyMemory<byte>?> FindAsync(AvatarName name, CancellationToken cancellationToken)
    {
        try
        {
            return await AwsCall.Of(ReadAsync(new() { BucketName = options.AvatarsBucket, Key = Prefix + name }, cancellationToken));
        }
        catch (NoSuchKeyException)
        {
            return null;
        }
    }

    public Task RemoveAsync(AvatarName name, CancellationToken cancellationToken) =>
        AwsCall.Of(s3.DeleteObjectAsync(new DeleteObjectRequest { BucketName = options.AvatarsBucket, Key = Prefix + name }, cancellationToken));

    private async Task<ReadOnlyMemory<byte>> ReadAsync(GetObjectRequest request, CancellationToken cancellationToken)
    {
        using var response = await s3.GetObjectAsync(request, cancellationToken);
        using var content = new MemoryStream();
        await response.ResponseStream.CopyToAsync(content, cancellationToken);
        return content.ToArray();
    }
}
