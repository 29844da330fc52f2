using System.Text;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using MiniLogin.Playground.Kms;

namespace MiniLogin.Tests.Kms;

/// <summary>The KMS of the Playground and moto answer the same AWS SDK calls in the same way.</summary>
public sealed class KmsContractTests
{
    private const string Moto = "moto";
    private const string Playground = "Playground";

    public static TheoryData<string> Both => [Moto, Playground];

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_ciphertext_can_be_decrypted_only_in_its_encryption_context(string server)
    {
        await using var kms = await StartAsync(server);
        var encrypted = await kms.EncryptAsync("a secret", new() { ["appId"] = "a", ["use"] = "test" });
        encrypted.CiphertextBlob.Position = 0;

        var opened = await kms.DecryptAsync(encrypted.CiphertextBlob.ToArray(), new() { ["use"] = "test", ["appId"] = "a" });

        Encoding.UTF8.GetString(opened.Plaintext.ToArray()).Should().Be("a secret");
        opened.KeyId.Should().Be(encrypted.KeyId).And.MatchRegex("^arn:aws:kms:us-east-1:[0-9]{12}:key/[0-9a-f-]{36}$");
        foreach (var context in new Dictionary<string, string>?[] { null, [], new() { ["appId"] = "a" }, new() { ["appId"] = "b", ["use"] = "test" }, new() { ["appId"] = "a", ["use"] = "test", ["more"] = "" } })
        {
            (await kms.ErrorAsync(() => kms.DecryptAsync(encrypted.CiphertextBlob.ToArray(), context))).Should().Be("InvalidCiphertextException");
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_changed_ciphertext_cannot_be_decrypted(string server)
    {
        await using var kms = await StartAsync(server);
        var ciphertext = (await kms.EncryptAsync("a secret", [])).CiphertextBlob.ToArray();

        foreach (var at in new[] { ciphertext.Length - 1, ciphertext.Length - 9, ciphertext.Length - 20 })
        {
            var changed = ciphertext.ToArray();
            changed[at] ^= 1;
            (await kms.ErrorAsync(() => kms.DecryptAsync(changed, []))).Should().Be("InvalidCiphertextException");
        }

        (await kms.ErrorAsync(() => kms.DecryptAsync("garbage"u8.ToArray(), []))).Should().Be("InvalidCiphertextException");
        (await kms.ErrorAsync(() => kms.DecryptAsync(ciphertext[..20], []))).Should().Be("InvalidCiphertextException");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Two_ciphertexts_of_one_plaintext_differ(string server)
    {
        await using var kms = await StartAsync(server);

        (await kms.EncryptAsync("a secret", [])).CiphertextBlob.ToArray().Should().NotEqual((await kms.EncryptAsync("a secret", [])).CiphertextBlob.ToArray());
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_plaintext_has_1_to_4096_bytes(string server)
    {
        await using var kms = await StartAsync(server);

        (await kms.DecryptAsync((await kms.EncryptAsync(new('a', 4096), [])).CiphertextBlob.ToArray(), [])).Plaintext.Length.Should().Be(4096);
        (await kms.ErrorAsync(() => kms.EncryptAsync(new('a', 4097), []))).Should().Be("ValidationException");
        (await kms.ErrorAsync(() => kms.EncryptAsync("", []))).Should().Be("ValidationException");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_key_is_found_by_id_ARN_or_alias(string server)
    {
        await using var kms = await StartAsync(server);
        var arn = (await kms.EncryptAsync("a secret", [])).KeyId;

        foreach (var name in new[] { arn, arn.Split('/')[1], LocalKmsKey.Alias, arn.Replace($"key/{arn.Split('/')[1]}", LocalKmsKey.Alias, StringComparison.Ordinal) })
        {
            (await kms.EncryptAsync("a secret", [], name)).KeyId.Should().Be(arn);
        }

        foreach (var name in new[] { "alias/none", "00000000-0000-0000-0000-000000000000", "weird" })
        {
            (await kms.ErrorAsync(() => kms.EncryptAsync("a secret", [], name))).Should().Be("NotFoundException");
        }
    }

    private static async Task<Client> StartAsync(string server)
    {
        if (server == Playground)
        {
            var world = await World.StartAsync(Store.DynamoDB);
            return new(world.Http.BaseAddress!.ToString(), LocalKmsKey.Alias, world);
        }

        var client = new Client(KmsServer.Url, "", null);
        await client.MakeKeyAsync();
        return client;
    }

    private sealed class Client(string url, string key, World? world) : IAsyncDisposable
    {
        private readonly AmazonKeyManagementServiceClient _kms = new(new BasicAWSCredentials("local", "local"), new AmazonKeyManagementServiceConfig { ServiceURL = url, AuthenticationRegion = "us-east-1" });
        private string _key = key;

        /// <summary>Creates a key with the alias of the Playground's key.</summary>
        public async Task MakeKeyAsync()
        {
            _key = (await _kms.CreateKeyAsync(new CreateKeyRequest(), TestContext.Current.CancellationToken)).KeyMetadata.KeyId;
            if ((await _kms.ListAliasesAsync(new ListAliasesRequest(), TestContext.Current.CancellationToken)).Aliases.Any(a => a.AliasName == LocalKmsKey.Alias))
            {
                await _kms.DeleteAliasAsync(LocalKmsKey.Alias, TestContext.Current.CancellationToken);
            }

            await _kms.CreateAliasAsync(LocalKmsKey.Alias, _key, TestContext.Current.CancellationToken);
        }

        public Task<EncryptResponse> EncryptAsync(string plaintext, Dictionary<string, string> context, string? key = null) =>
            _kms.EncryptAsync(new EncryptRequest { KeyId = key ?? _key, Plaintext = new MemoryStream(Encoding.UTF8.GetBytes(plaintext)), EncryptionContext = context }, TestContext.Current.CancellationToken);

        public Task<DecryptResponse> DecryptAsync(byte[] ciphertext, Dictionary<string, string>? context) =>
            _kms.DecryptAsync(new DecryptRequest { CiphertextBlob = new MemoryStream(ciphertext), EncryptionContext = context }, TestContext.Current.CancellationToken);

        /// <summary>The error code of KMS. Fails if the call succeeds.</summary>
        public async Task<string> ErrorAsync<T>(Func<Task<T>> call) =>
            (await call.Should().ThrowAsync<AmazonKeyManagementServiceException>()).Which.ErrorCode;

        public async ValueTask DisposeAsync()
        {
            _kms.Dispose();
            if (world is not null)
            {
                await world.DisposeAsync();
            }
        }
    }
}
