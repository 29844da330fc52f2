using System.Collections.Concurrent;
using Amazon.DynamoDBv2;
using Amazon.Runtime;

namespace MiniLogin.Tests.Support;

/// <summary>Records the calls to DynamoDB by operation, and lets a test intercept them.</summary>
internal sealed class CallCounter : HttpClientFactory
{
    private readonly ConcurrentQueue<string> _operations = new();

    /// <summary>Returns a response instead of calling DynamoDB, or null to pass the call on.</summary>
    public Func<string, HttpRequestMessage, Task<HttpResponseMessage?>>? Intercept { get; set; }

    /// <summary>Replaces the answer of DynamoDB after the call was carried out.</summary>
    public Func<string, HttpRequestMessage, HttpResponseMessage, HttpResponseMessage>? InterceptAnswer { get; set; }

    public IReadOnlyCollection<string> Operations => [.. _operations.Order()];

    public void Clear() => _operations.Clear();

    public AmazonDynamoDBClient Client(Uri url, int retries = 2) => new(new BasicAWSCredentials("local", "local"), new AmazonDynamoDBConfig
    {
        ServiceURL = url.ToString(),
        AuthenticationRegion = "us-east-1",
        Timeout = TimeSpan.FromSeconds(5),
        MaxErrorRetry = retries,
        HttpClientFactory = this,
        CacheHttpClient = true,
    });

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(this));

    private sealed class Handler(CallCounter counter) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var operation = request.Headers.GetValues("X-Amz-Target").Single().Split('.')[1];
            counter._operations.Enqueue(operation);
            if (counter.Intercept is { } intercept && await intercept(operation, request) is { } instead)
            {
                return instead;
            }

            var answer = await base.SendAsync(request, cancellationToken);
            return counter.InterceptAnswer?.Invoke(operation, request, answer) ?? answer;
        }
    }
}
