using System.Buffers;
using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using MiniLogin.Account.Imaging;
using MiniLogin.Aws;

namespace MiniLogin.Account.Avatars;

/// <summary>Stores users' pictures.</summary>
/// <exception cref="StoreUnavailableException">From every method. A write may or may not have been made.</exception>
internal interface IAvatarStore
{
    /// <summary>Stores a picture under a new name. Returns false if the name is taken; only this same picture can have it.</summary>
    Task<bool> CreateAsync(AvatarName name, ReadOnlyMemory<byte> picture, CancellationToken cancellationToken);

    /// <summary>Returns the picture, or null if there is none with this name.</summary>
    Task<ReadOnlyMemory<byte>?> FindAsync(AvatarName name, CancellationToken cancellationToken);

    /// <summary>Removes the picture if it exists.</summary>
    Task RemoveAsync(AvatarName name, CancellationToken cancellationToken);

    /// <summary>Returns the names of the pictures that were stored before this time.</summary>
    IAsyncEnumerable<AvatarName> ListAsync(DateTimeOffset before, CancellationToken cancellationToken);
}

/// <summary>
/// The name of a stored picture: SHA-256 of a random salt and the content, in hex, and the extension of its kind. So the same picture
/// of two users is stored twice, a name reveals neither the user nor the picture, and the name of a removed picture is never reused.
/// </summary>
internal sealed record AvatarName
{
    private const int HashLength = 2 * SHA256.HashSizeInBytes;
    private const int SaltSize = 16;

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    private readonly string _hash;

    private AvatarName(string hash, PictureKind kind)
    {
        _hash = hash;
        Kind = kind;
    }

    public PictureKind Kind { get; }

    public static AvatarName New(PictureKind kind, ReadOnlySpan<byte> picture)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(RandomNumberGenerator.GetBytes(SaltSize));
        sha.AppendData(picture);
        return new(Convert.ToHexStringLower(sha.GetHashAndReset()), kind);
    }

    /// <summary>Returns the name, or null if the text is not one.</summary>
    public static AvatarName? Parse(string text) =>
        text.Length > HashLength + 1
        && text[HashLength] == '.'
        && !text.AsSpan(0, HashLength).ContainsAnyExcept(Hex)
        && PictureKind.OfExtension(text[(HashLength + 1)..]) is { } kind
            ? new(text[..HashLength], kind)
            : null;

    public override string ToString() => $"{_hash}.{Kind.Extension}";
}

/// <summary>Stores pictures in a private S3 bucket, under <c>avatars/</c>.</summary>
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
            await AwsCall.RunAsync(s3.PutObjectAsync(request, cancellationToken));
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
            return await AwsCall.RunAsync(ReadAsync(new() { BucketName = options.AvatarsBucket, Key = Prefix + name }, cancellationToken));
        }
        catch (NoSuchKeyException)
        {
            return null;
        }
    }

    public Task RemoveAsync(AvatarName name, CancellationToken cancellationToken) =>
        AwsCall.RunAsync(s3.DeleteObjectAsync(new DeleteObjectRequest { BucketName = options.AvatarsBucket, Key = Prefix + name }, cancellationToken));

    public async IAsyncEnumerable<AvatarName> ListAsync(DateTimeOffset before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = options.AvatarsBucket, Prefix = Prefix };
        do
        {
            var page = await AwsCall.RunAsync(s3.ListObjectsV2Async(request, cancellationToken));
            foreach (var stored in (page.S3Objects ?? []).Where(o => o.LastModified < before.UtcDateTime))
            {
                if (AvatarName.Parse(stored.Key[Prefix.Length..]) is { } name)
                {
                    yield return name;
                }
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
        while (request.ContinuationToken is not null);
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(GetObjectRequest request, CancellationToken cancellationToken)
    {
        using var response = await s3.GetObjectAsync(request, cancellationToken);
        using var content = new MemoryStream();
        await response.ResponseStream.CopyToAsync(content, cancellationToken);
        return content.ToArray();
    }
}
