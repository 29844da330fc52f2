using System.Net;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Tests.Model;
using MiniLogin.Users;

namespace MiniLogin.Tests.Avatars;

/// <summary>S3 is throttled, down or misconfigured.</summary>
public sealed class PictureStoreFailureTests
{
    [Theory]
    [InlineData(503, "SlowDown")]
    [InlineData(500, "InternalError")]
    [InlineData(400, "RequestTimeout")]
    public async Task An_unavailable_bucket_gives_503_and_changes_nothing(int status, string code)
    {
        var (world, bucket) = await PictureBucket.StartAsync(Store.DynamoDB);
        await using var running = world;
        using var pictures = bucket!;
        var token = await world.TokenAsync();
        var url = (await AvatarTests.UploadAsync(world, token, Pictures.Png())).Ok().Text("avatarUrl");

        pictures.Fault = (HttpMethod.Put, status, code);
        (await AvatarTests.UploadAsync(world, token, Pictures.Jpeg())).ShouldFail(503, "store_unavailable");
        pictures.Fault = (HttpMethod.Get, status, code);
        (await AvatarTests.ShowAsync(world, url)).ShouldFail(503, "store_unavailable");

        pictures.Fault = null;
        (await AvatarTests.ShowAsync(world, url)).Status.Should().Be(HttpStatusCode.OK);
        (await world.SendAsync(HttpMethod.Get, "/user", token: token)).Ok().Text("avatarUrl").Should().Be(url);
    }

    [Theory]
    [InlineData(503, "SlowDown")]
    [InlineData(403, "AccessDenied")]
    public async Task A_failure_to_remove_the_old_picture_is_only_logged(int status, string code)
    {
        var (world, bucket) = await PictureBucket.StartAsync(Store.DynamoDB);
        await using var running = world;
        using var pictures = bucket!;
        var token = await world.TokenAsync();
        var first = (await AvatarTests.UploadAsync(world, token, Pictures.Png())).Ok().Text("avatarUrl");
        pictures.Fault = (HttpMethod.Delete, status, code);

        var second = (await AvatarTests.UploadAsync(world, token, Pictures.Jpeg())).Ok().Text("avatarUrl");
        (await world.SendAsync(HttpMethod.Put, "/user", new { avatarUrl = "https://example.com/me.png" }, token)).Ok();

        world.Logs.Lines.Where(l => l.StartsWith("Warning", StringComparison.Ordinal) && l.Contains("Event=avatar_not_removed", StringComparison.Ordinal)).Should().HaveCount(2);
        foreach (var url in new[] { first, second })
        {
            // The name is the address of the picture, which is still public.
            world.Logs.Lines.Should().NotContain(l => l.Contains(Path.GetFileName(url), StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_picture_whose_name_could_not_be_written_is_removed(bool isDone)
    {
        var (world, bucket) = await PictureBucket.StartAsync(Store.DynamoDB);
        await using var running = world;
        using var pictures = bucket!;
        var token = await world.TokenAsync();
        Func<HttpResponseMessage> fail = () => new(HttpStatusCode.InternalServerError) { Content = new StringContent("{}") };
        world.Calls.Intercept = (operation, _) => Task.FromResult(operation == "UpdateItem" && !isDone ? fail() : null);
        world.Calls.InterceptAnswer = (operation, _, answer) => operation == "UpdateItem" ? fail() : answer;

        (await AvatarTests.UploadAsync(world, token, Pictures.Png())).ShouldFail(503, "store_unavailable");

        (world.Calls.Intercept, world.Calls.InterceptAnswer) = (null, null);
        (await pictures.KeysAsync()).Should().HaveCount(isDone ? 1 : 0, "only a picture that the user's row names stays");
        (await world.SendAsync(HttpMethod.Get, "/user", token: token)).Ok().Json.AsObject().ContainsKey("avatarUrl").Should().Be(isDone);
    }

    [Fact]
    public async Task A_picture_uploaded_during_a_deletion_is_removed_with_the_account()
    {
        var trouble = new Trouble();
        using var pictures = await PictureBucket.CreateAsync();
        await using var world = await World.StartAsync(Store.DynamoDB, new() { AvatarsBucket = pictures.Name }, services =>
        {
            services.AddSingleton<IAmazonS3>(pictures.Client);
            FaultyStore<IUserStore>.Add(services, trouble);
        });
        var token = await world.TokenAsync();
        (await AvatarTests.UploadAsync(world, token, Pictures.Png())).Ok();
        trouble.InterruptAsync = async _ => (await AvatarTests.UploadAsync(world, token, Pictures.Jpeg())).Ok();
        trouble.Faults.Set(new Interruption(Place.DeleteUser, IsAfter: false, Event.Delete));

        (await world.SendAsync(HttpMethod.Delete, "/user", token: token, headers: ("X-WX-Code", world.WxLogin()))).Status.Should().Be(HttpStatusCode.NoContent);

        (await pictures.KeysAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_wrong_deployment_gives_500()
    {
        var (world, bucket) = await PictureBucket.StartAsync(Store.DynamoDB);
        await using var running = world;
        using var pictures = bucket!;
        var token = await world.TokenAsync();
        var url = (await AvatarTests.UploadAsync(world, token, Pictures.Png())).Ok().Text("avatarUrl");

        pictures.Fault = (HttpMethod.Put, 404, "NoSuchBucket");
        (await AvatarTests.UploadAsync(world, token, Pictures.Jpeg())).ShouldFail(500, "internal");
        pictures.Fault = (HttpMethod.Get, 403, "AccessDenied");
        (await AvatarTests.ShowAsync(world, url)).ShouldFail(500, "internal");
    }

    [Fact]
    public async Task The_default_S3_client_addresses_a_bucket_by_path()
    {
        using var bucket = await PictureBucket.CreateAsync();
        await using var world = await World.StartAsync(Store.DynamoDB, new() { AvatarsBucket = bucket.Name, S3Url = KmsServer.Url });

        var url = (await AvatarTests.UploadAsync(world, await world.TokenAsync(), Pictures.Png())).Ok().Text("avatarUrl");

        (await AvatarTests.ShowAsync(world, url)).Status.Should().Be(HttpStatusCode.OK);
        (await bucket.KeysAsync()).Should().Equal(new Uri(url).AbsolutePath[1..]);
    }

    [Fact]
    public async Task An_upload_gets_503_when_S3_is_unreachable()
    {
        await using var world = await World.StartAsync(Store.DynamoDB, new() { AvatarsBucket = "nowhere", S3Url = $"http://127.0.0.1:{DynamoDBServer.FreePort()}" });

        (await AvatarTests.UploadAsync(world, await world.TokenAsync(), Pictures.Png())).ShouldFail(503, "store_unavailable");
    }

    [Fact]
    public async Task An_upload_makes_two_reads_and_one_write_in_DynamoDB()
    {
        var (world, bucket) = await PictureBucket.StartAsync(Store.DynamoDB);
        await using var running = world;
        using var pictures = bucket!;
        var token = await world.TokenAsync();
        world.Calls.Clear();

        (await AvatarTests.UploadAsync(world, token, Pictures.Png())).Ok();

        world.Calls.Operations.Should().Equal("GetItem", "GetItem", "UpdateItem");
    }
}
