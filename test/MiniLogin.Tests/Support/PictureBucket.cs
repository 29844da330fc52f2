using System.Net;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;

namespace MiniLogin.Tests.Support;

/// <summary>A separate bucket for one test, on the S3 API server of moto.</summary>
internal sealed class PictureBucket : HttpClientFactory, IDisposable
{
    private PictureBucket(string name)
    {
        Name = name;
        Client = new(new BasicAWSCredentials("local", "local"), new AmazonS3Config
        {
            ServiceURL = KmsServer.Url,
            AuthenticationRegion = "us-east-1",
            ForcePathStyle = true,
            Timeout = TimeSpan.FromSeconds(10),
            MaxErrorRetry = 1,
            HttpClientFactory = this,
            CacheHttpClient = true,
        });
    }

    public string Name { get; }

    public AmazonS3Client Client { get; }

    /// <summary>An error that calls with this method get instead of an answer.</summary>
    public (HttpMethod Method, int Status, string Code)? Fault { get; set; }

    public static async Task<PictureBucket> CreateAsync()
    {
        var bucket = new PictureBucket($"t{Guid.NewGuid():N}");
        await bucket.Client.PutBucketAsync(bucket.Name, TestContext.Current.CancellationToken);
        return bucket;
    }

    /// <summary>Starts the product with avatars in memory or in a new bucket.</summary>
    public static async Task<(World World, PictureBucket? Bucket)> StartAsync(Store store, MiniLoginOptions? options = null)
    {
        var bucket = store == Store.Memory ? null : await CreateAsync();
        return (await World.StartAsync(store, (options ?? new()) with { AvatarsBucket = bucket?.Name ?? "" }, services =>
        {
            if (bucket is not null)
            {
                services.AddSingleton<IAmazonS3>(bucket.Client);
            }
        }), bucket);
    }

    public async Task<IReadOnlyList<string>> KeysAsync() =>
        [.. ((await Client.ListObjectsV2Async(new() { BucketName = Name }, TestContext.Current.CancellationToken)).S3Objects ?? []).Select(o => o.Key)];

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(this));

    public void Dispose() => Client.Dispose();

    private sealed class Handler(PictureBucket bucket) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            bucket.Fault is { } fault && fault.Method == request.Method
                ? Task.FromResult(new HttpResponseMessage((HttpStatusCode)fault.Status)
                {
                    Content = new StringContent($"<Error><Code>{fault.Code}</Code><Message>injected</Message></Error>", Encoding.UTF8, "application/xml"),
                    RequestMessage = request,
                })
                : base.SendAsync(request, cancellationToken);
    }
}
