using System.Net;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;

namespace MiniLogin.Tests.Support;

/// <summary>A bucket of the test's own at an S3 API server, moto's, and what goes to it.</summary>
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

    /// <summary>Of a call with this method, an error with this status and code instead of an answer.</summary>
    public (HttpMethod Method, int Status, string Code)? Fault { get; set; }

    public static async Task<PictureBucket> CreateAsync()
    {
        var bucket = new PictureBucket($"t{Guid.NewGuid():N}");
        await bucket.Client.PutBucketAsync(bucket.Name, TestContext.Current.CancellationToken);
        return bucket;
    }

    /// <summary>The product with pictures: in memory, or in this bucket.</summary>
    public static async Task<(World World, PictureBucket? Bucket)> StartAsync(Store store)
    {
        var bucket = store == Store.Memory ? null : await CreateAsync();
        return (await World.StartAsync(store, new() { AvatarsBucket = bucket?.Name ?? "" }, services =>
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
