using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MiniLogin.Account.Avatars;
using MiniLogin.Users;

namespace MiniLogin.Tests.Avatars;

/// <summary>A picture from its upload to its download, over HTTP: in memory and in a bucket.</summary>
public sealed partial class AvatarTests
{
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_uploaded_picture_is_served_unchanged_and_cached_forever(Store store)
    {
        var (world, bucket) = await PictureBucket.StartAsync(store);
        await using var running = world;
        using var pictures = bucket;
        var token = await world.TokenAsync();

        foreach (var (file, content) in Pictures.Encoded)
        {
            var url = (await UploadAsync(world, token, content)).Ok().Text("avatarUrl");

            url.Should().StartWith($"{world.Http.BaseAddress}avatars/");
            Name().IsMatch(new Uri(url).Segments[^1]).Should().BeTrue(url);
            using var served = await world.Http.GetAsync(new Uri(url), _cancel);
            served.StatusCode.Should().Be(HttpStatusCode.OK);
            (await served.Content.ReadAsByteArrayAsync(_cancel)).Should().Equal(content);
            served.Content.Headers.ContentType!.ToString().Should().Be($"image/{Path.GetExtension(file)[1..].Replace("jpg", "jpeg", StringComparison.Ordinal)}");
            served.Headers.GetValues("Cache-Control").Should().Equal("public, max-age=31536000, immutable");
            served.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
            served.Headers.ETag!.Tag.Should().Be($"\"{new Uri(url).Segments[^1]}\"");
            (await world.SendAsync(HttpMethod.Get, "/user", token: token)).Ok().Text("avatarUrl").Should().Be(url);
        }

        if (bucket is not null)
        {
            (await bucket.KeysAsync()).Should().ContainSingle("each picture replaced the one before").Which.Should().StartWith("avatars/");
        }
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_replaced_picture_is_removed_even_if_another_user_has_the_same(Store store)
    {
        var (world, bucket) = await PictureBucket.StartAsync(store);
        await using var running = world;
        using var pictures = bucket;
        var token = await world.TokenAsync();
        var other = (await UploadAsync(world, await world.TokenAsync("meimei"), Pictures.Png())).Ok().Text("avatarUrl");
        var first = (await UploadAsync(world, token, Pictures.Png())).Ok().Text("avatarUrl");
        first.Should().NotBe(other, "names are random, so the same picture has two");

        var second = (await UploadAsync(world, token, Pictures.Jpeg())).Ok().Text("avatarUrl");
        (await ShowAsync(world, first)).ShouldFail(404, "avatar_unknown");
        (await ShowAsync(world, second)).Status.Should().Be(HttpStatusCode.OK);

        // Sending back the URL of the user's own picture keeps it. Another user's URL replaces it and leaves the other picture alone.
        (await UpdateAsync(world, token, new { nickName = "李雷", avatarUrl = second })).Ok();
        (await ShowAsync(world, second)).Status.Should().Be(HttpStatusCode.OK);
        (await UpdateAsync(world, token, new { avatarUrl = other.Replace("http:", "https:", StringComparison.Ordinal) })).Ok();
        (await ShowAsync(world, second)).ShouldFail(404, "avatar_unknown");
        var third = (await UploadAsync(world, token, Pictures.WebP())).Ok().Text("avatarUrl");
        (await ShowAsync(world, other)).Status.Should().Be(HttpStatusCode.OK, "it belongs to another user");
        (await ShowAsync(world, third)).Status.Should().Be(HttpStatusCode.OK);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_users_picture_can_be_removed(Store store)
    {
        var (world, bucket) = await PictureBucket.StartAsync(store);
        await using var running = world;
        using var pictures = bucket;
        var token = await world.TokenAsync();
        var url = (await UploadAsync(world, token, Pictures.Png())).Ok().Text("avatarUrl");
        var user = await UserAsync(world, token);
        var avatars = world.Services.GetRequiredService<AvatarService>();

        await avatars.RemoveAsync(user, _cancel);
        await avatars.RemoveAsync(user, _cancel);
        await avatars.RemoveAsync(user with { AvatarName = null }, _cancel);
        await world.Services.GetRequiredService<IUserStore>().DeleteAsync(user.Key, world.Now.AddDays(1), _cancel);

        (await UserAsync(world, await world.TokenAsync())).AvatarName.Should().BeNull("a login after the deletion creates a new user");
        (await ShowAsync(world, url)).ShouldFail(404, "avatar_unknown");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Parallel_uploads_leave_one_picture(Store store)
    {
        var (world, bucket) = await PictureBucket.StartAsync(store);
        await using var running = world;
        using var pictures = bucket;
        var token = await world.TokenAsync();

        var urls = (await Task.WhenAll(Enumerable.Range(0, 8).Select(i => UploadAsync(world, token, Pictures.Png(length: 100 + i))))).Select(r => r.Ok().Text("avatarUrl")).ToList();

        var current = (await world.SendAsync(HttpMethod.Get, "/user", token: token)).Ok().Text("avatarUrl");
        var served = await Task.WhenAll(urls.Select(u => ShowAsync(world, u)));
        urls.Where((_, i) => served[i].Status == HttpStatusCode.OK).Should().Equal(current);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Uploads_and_profile_updates_need_a_session(Store store)
    {
        var (world, bucket) = await PictureBucket.StartAsync(store);
        await using var running = world;
        using var pictures = bucket;
        var token = await world.TokenAsync();
        var user = await UserAsync(world, token);

        (await UploadAsync(world, null, Pictures.Png())).ShouldFail(401, "session_invalid");
        (await world.SendAsync(HttpMethod.Post, "/user/avatar", Bytes(Pictures.Png()), headers: ("X-WX-Skey", "garbage"))).ShouldFailForWafer(401, "ERR_INVALID_SESSION");
        await world.Services.GetRequiredService<IUserStore>().BlockAsync(user.Key, _cancel);
        (await UploadAsync(world, token, Pictures.Png())).ShouldFail(401, "session_invalid");
        (await UpdateAsync(world, token, new { nickName = "x" })).ShouldFail(401, "session_invalid");
        await world.Services.GetRequiredService<IUserStore>().DeleteAsync(user.Key, world.Now.AddDays(1), _cancel);
        (await UploadAsync(world, token, Pictures.Png())).ShouldFail(401, "session_invalid");
        (await UpdateAsync(world, token, new { nickName = "x" })).ShouldFail(401, "session_invalid");
        if (bucket is not null)
        {
            (await bucket.KeysAsync()).Should().BeEmpty();
        }
    }

    [Fact]
    public async Task A_user_deleted_during_an_upload_leaves_no_picture()
    {
        await using var world = await World.StartAsync(Store.Memory, configure: services => services.AddSingleton<IAvatarStore, DeletingAvatarStore>());
        var token = await world.TokenAsync();
        var store = (DeletingAvatarStore)world.Services.GetRequiredService<IAvatarStore>();
        var user = await UserAsync(world, token);
        store.WhenCreated = () => world.Services.GetRequiredService<IUserStore>().DeleteAsync(user.Key, world.Now.AddDays(1), _cancel);

        (await UploadAsync(world, token, Pictures.Png())).ShouldFail(401, "session_invalid");

        store.Names.Should().BeEmpty();
    }

    [Theory]
    [InlineData("x")]
    [InlineData("..%2f..%2fetc%2fpasswd")]
    [InlineData("%2e%2e%2fsession")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.png")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.gif")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.png.jpg")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.png")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.png%0a")]
    [InlineData("%ef%bc%a1")]
    public async Task A_malformed_avatar_name_is_not_found(string name)
    {
        foreach (var store in new[] { Store.Memory, Store.DynamoDB })
        {
            var (world, bucket) = await PictureBucket.StartAsync(store);
            await using var running = world;
            using var pictures = bucket;

            (await world.SendAsync(HttpMethod.Get, $"/avatars/{name}")).ShouldFail(404, "avatar_unknown");
        }
    }

    [Fact]
    public async Task Avatars_are_disabled_without_a_bucket()
    {
        await using var world = await World.StartAsync(Store.Memory, configure: services => services.RemoveAll<IAvatarStore>());
        var token = await world.TokenAsync();

        (await UploadAsync(world, token, Pictures.Png())).ShouldFail(404, "avatars_off");
        (await world.SendAsync(HttpMethod.Get, "/avatars/x")).ShouldFail(404, "avatars_off");
        (await UpdateAsync(world, token, new { avatarUrl = "https://example.com/me.png" })).Ok();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_deleted_users_picture_is_removed(Store store)
    {
        var (world, bucket) = await PictureBucket.StartAsync(store);
        await using var running = world;
        using var pictures = bucket;
        var token = await world.TokenAsync();
        var url = (await UploadAsync(world, token, Pictures.Png())).Ok().Text("avatarUrl");

        (await world.SendAsync(HttpMethod.Delete, "/user", token: token, headers: ("X-WX-Code", world.WxLogin()))).Status.Should().Be(HttpStatusCode.NoContent);

        (await ShowAsync(world, url)).ShouldFail(404, "avatar_unknown");
    }

    internal static Task<Reply> UploadAsync(World world, string? token, byte[] picture) =>
        world.SendAsync(HttpMethod.Post, "/user/avatar", Bytes(picture), token);

    internal static ByteArrayContent Bytes(byte[] content, string? type = "application/octet-stream")
    {
        var body = new ByteArrayContent(content);
        body.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        return body;
    }

    internal static Task<Reply> ShowAsync(World world, string url) => world.SendAsync(HttpMethod.Get, new Uri(url).AbsolutePath);

    private static Task<Reply> UpdateAsync(World world, string token, object body) => world.SendAsync(HttpMethod.Put, "/user", body, token);

    private static async Task<User> UserAsync(World world, string token)
    {
        var openId = (await world.SendAsync(HttpMethod.Get, "/user", token: token)).Ok().Text("openId");
        return (await world.Services.GetRequiredService<IUserStore>().FindAsync(new(World.App, openId), TestContext.Current.CancellationToken))!;
    }

    [GeneratedRegex("^[0-9a-f]{64}\\.(jpg|png|webp)$")]
    private static partial Regex Name();
}
