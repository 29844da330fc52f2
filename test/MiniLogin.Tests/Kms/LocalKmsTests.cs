using System.Net;
using System.Text;
using MiniLogin.Playground.Kms;

namespace MiniLogin.Tests.Kms;

/// <summary>The simulated KMS, called over HTTP.</summary>
public sealed class LocalKmsTests
{
    private const string Plaintext = """{"KeyId":"alias/minilogin-local","Plaintext":"YQ=="}""";

    [Fact]
    public async Task KMS_is_simulated_only_with_a_DynamoDB()
    {
        await using var memory = await World.StartAsync(Store.Memory);

        (await CallAsync(memory, "TrentService.Encrypt", Plaintext)).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task KMS_is_not_simulated_when_the_settings_name_another_one()
    {
        await using var world = await World.StartAsync(Store.DynamoDB, new() { KmsUrl = "http://localhost:1" });

        (await CallAsync(world, "TrentService.Encrypt", Plaintext)).Status.Should().Be(HttpStatusCode.NotFound);
        world.Options.KmsUrl.Should().Be("http://localhost:1");
    }

    [Fact]
    public async Task Other_requests_to_the_same_address_are_unaffected()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);

        (await world.Http.GetStringAsync("/", TestContext.Current.CancellationToken)).Should().Contain("MiniLogin");
        var withoutTarget = await CallAsync(world, target: null, Plaintext);
        withoutTarget.Status.Should().Be(HttpStatusCode.NotFound);
        withoutTarget.Body.Should().Be("""{"message":"Not Found"}""");
        (await CallAsync(world, "DynamoDB_20120810.GetItem", Plaintext)).Status.Should().Be(HttpStatusCode.NotFound);
        (await CallAsync(world, "TrentService.Encrypt", Plaintext, path: "/login")).Status.Should().NotBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("Origin", "https://example.com")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    public async Task Requests_from_a_browser_are_refused(string header, string value)
    {
        await using var world = await World.StartAsync(Store.DynamoDB);

        var reply = await CallAsync(world, "TrentService.Encrypt", Plaintext, headers: (header, value));

        reply.Status.Should().Be(HttpStatusCode.Forbidden);
        reply.Text("__type").Should().Be("AccessDeniedException");
    }

    [Fact]
    public async Task No_CORS_permission_is_given()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        var request = new HttpRequestMessage(HttpMethod.Options, "/");
        request.Headers.Add("Origin", "https://example.com");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "x-amz-target");

        var reply = await Reply.OfAsync(world.Http, request);

        reply.Headers.Keys.Should().NotContain(name => name.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("Encrypt", "{}", "ValidationException")]
    [InlineData("Encrypt", """{"KeyId":"alias/minilogin-local"}""", "ValidationException")]
    [InlineData("Encrypt", """{"KeyId":"alias/minilogin-local","Plaintext":"not base64"}""", "SerializationException")]
    [InlineData("Decrypt", "{}", "ValidationException")]
    [InlineData("Decrypt", """{"CiphertextBlob":""}""", "ValidationException")]
    [InlineData("Decrypt", """{"CiphertextBlob":"YQ==","KeyId":"alias/none"}""", "NotFoundException")]
    [InlineData("Decrypt", "{", "SerializationException")]
    [InlineData("Decrypt", "null", "ValidationException")]
    [InlineData("Decrypt", "[]", "SerializationException")]
    [InlineData("Decrypt", """{"EncryptionContext":{"a":1}}""", "SerializationException")]
    [InlineData("Decrypt", """{"EncryptionContext":{"a":null},"CiphertextBlob":"YQ=="}""", "ValidationException")]
    [InlineData("ScheduleKeyDeletion", "{}", "UnknownOperationException")]
    public async Task An_invalid_request_gets_the_error_of_KMS(string operation, string body, string type)
    {
        await using var world = await World.StartAsync(Store.DynamoDB);

        var reply = await CallAsync(world, $"TrentService.{operation}", body);

        reply.Status.Should().Be(HttpStatusCode.BadRequest);
        reply.Text("__type").Should().Be(type);
        reply.Headers.Should().Contain("Content-Type", "application/x-amz-json-1.1").And.Contain("Cache-Control", "no-store");
    }

    [Fact]
    public async Task A_body_over_64_KB_is_refused()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);

        var reply = await CallAsync(world, "TrentService.Encrypt", $$"""{"KeyId":"{{new string('a', 64 * 1024)}}"}""");

        reply.Status.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        reply.Text("__type").Should().Be("RequestEntityTooLargeException");
    }

    [Fact]
    public async Task The_console_does_not_record_calls_to_KMS()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        await CallAsync(world, "TrentService.Encrypt", Plaintext);

        (await world.Http.GetStringAsync("/playground/calls", TestContext.Current.CancellationToken)).Should().NotContain("TrentService").And.NotContain("Plaintext");
    }

    [Fact]
    public void A_restart_can_decrypt_earlier_ciphertexts()
    {
        // This ciphertext is from an earlier run.
        const string Before = "bWluaWxvZ2luLXBsYXlncm91bmQta21zOjE6OWArUVgLHkcM5WP+IPkYAyHV/vRxXn9AxmgOTo1EraS5C6Il";

        LocalKmsKey.Decrypt(Convert.FromBase64String(Before), new Dictionary<string, string> { ["appId"] = "wx0123456789abcdef" }).Should().Equal("a secret"u8.ToArray());
    }

    [Fact]
    public void A_context_with_the_same_text_split_differently_cannot_decrypt()
    {
        var ciphertext = LocalKmsKey.Encrypt("a secret"u8, new Dictionary<string, string> { ["ab"] = "c" });

        LocalKmsKey.Decrypt(ciphertext, new Dictionary<string, string> { ["a"] = "bc" }).Should().BeNull();
        LocalKmsKey.Decrypt(ciphertext, new Dictionary<string, string> { ["ab"] = "c" }).Should().NotBeNull();
    }

    private static async Task<Reply> CallAsync(World world, string? target, string body, string path = "/", params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/x-amz-json-1.1") };
        foreach (var (name, value) in target is null ? headers : [("X-Amz-Target", target), .. headers])
        {
            request.Headers.Add(name, value);
        }

        return await Reply.OfAsync(world.Http, request);
    }
}
