using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Account.Avatars;
using MiniLogin.Users;

namespace MiniLogin.Tests.Avatars;

/// <summary>A user may upload a limited number of pictures in a UTC day.</summary>
public sealed class UploadLimitTests
{
    private static readonly MiniLoginOptions ThreePerDay = new() { AvatarsPerUserAndDay = 3 };

    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothStores))]
    public async Task Pictures_per_user_and_day_are_limited(Store store)
    {
        var (world, bucket) = await PictureBucket.StartAsync(store, ThreePerDay);
        await using var running = world;
        using var pictures = bucket;
        AlignToDay(world);
        var token = await world.TokenAsync();
        string? url = null;
        for (var upload = 0; upload < 3; upload++)
        {
            (await AvatarTests.UploadAsync(world, token, [1])).ShouldFail(400, "request_invalid", "file");
            url = (await AvatarTests.UploadAsync(world, token, Pictures.Png())).Ok().Text("avatarUrl");
        }

        world.Pass(TimeSpan.FromHours(18));
        var refused = (await AvatarTests.UploadAsync(world, token, Pictures.Png())).ShouldFail(429, "too_many_uploads");

        int.Parse(refused.Headers["Retry-After"], CultureInfo.InvariantCulture).Should().BeInRange((6 * 3600) - 60, 6 * 3600, "the day ends in six hours");
        (await AvatarTests.ShowAsync(world, url!)).Status.Should().Be(HttpStatusCode.OK);
        (await AvatarTests.UploadAsync(world, await world.TokenAsync("meimei"), Pictures.Png())).Ok("the limit is per user");
        if (bucket is not null)
        {
            (await bucket.KeysAsync()).Should().HaveCount(2, "a refused picture is not stored");
        }

        world.Pass(TimeSpan.FromHours(6));
        (await AvatarTests.UploadAsync(world, token, Pictures.Png())).Ok("a day has begun");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Parallel_uploads_cannot_exceed_the_limit_and_leave_one_picture(Store store)
    {
        var (world, bucket) = await PictureBucket.StartAsync(store, ThreePerDay);
        await using var running = world;
        using var pictures = bucket;
        AlignToDay(world);
        var token = await world.TokenAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => AvatarTests.UploadAsync(world, token, Pictures.Png(length: 100 + i))));

        replies.Count(r => r.Status == HttpStatusCode.OK).Should().Be(3);
        replies.Where(r => r.Status != HttpStatusCode.OK).Should().AllSatisfy(r => r.ShouldFail(429, "too_many_uploads"));
        (await AvatarTests.ShowAsync(world, (await world.SendAsync(HttpMethod.Get, "/user", token: token)).Ok().Text("avatarUrl"))).Status.Should().Be(HttpStatusCode.OK);
        if (bucket is not null)
        {
            (await bucket.KeysAsync()).Should().HaveCount(1);
        }
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_limit_reached_during_an_upload_leaves_no_picture(Store store)
    {
        await using var world = await World.StartAsync(store, ThreePerDay, services => services.AddSingleton<IAvatarStore, DeletingAvatarStore>());
        AlignToDay(world);
        var token = await world.TokenAsync();
        (await AvatarTests.UploadAsync(world, token, Pictures.Png())).Ok();
        (await AvatarTests.UploadAsync(world, token, Pictures.Png())).Ok();
        var pictures = (DeletingAvatarStore)world.Services.GetRequiredService<IAvatarStore>();
        var users = world.Services.GetRequiredService<IUserStore>();
        pictures.WhenCreated = async () =>
        {
            // Another upload of the same user, which is counted first.
            pictures.WhenCreated = null;
            await users.UpdateProfileAsync(World.UserKey("lilei"), new(null, "https://example.com/1", "another", new(world.Now.ToUnixTimeSeconds() / 86400, 3, IsFirst: false)), _cancel);
        };

        (await AvatarTests.UploadAsync(world, token, Pictures.Png())).ShouldFail(429, "too_many_uploads");

        pictures.Names.Should().HaveCount(1, "the picture before the other upload is its to remove");
        (await users.FindAsync(World.UserKey("lilei"), _cancel))!.AvatarName.Should().Be("another");
    }

    [Fact]
    public async Task The_last_picture_of_a_day_is_kept_even_if_the_answer_to_its_write_is_lost()
    {
        var (world, bucket) = await PictureBucket.StartAsync(Store.DynamoDB, new() { AvatarsPerUserAndDay = 2 });
        await using var running = world;
        using var pictures = bucket!;
        AlignToDay(world);
        var token = await world.TokenAsync();
        (await AvatarTests.UploadAsync(world, token, Pictures.Png())).Ok();
        var lost = 0;
        world.Calls.InterceptAnswer = (operation, _, answer) => operation == "UpdateItem" && Interlocked.Increment(ref lost) == 1 ? new(HttpStatusCode.InternalServerError) : answer;

        var url = (await AvatarTests.UploadAsync(world, token, Pictures.Jpeg())).Ok().Text("avatarUrl");

        lost.Should().Be(2, "the SDK repeats the write");
        (await AvatarTests.ShowAsync(world, url)).Status.Should().Be(HttpStatusCode.OK);
        (await pictures.KeysAsync()).Should().Equal([new Uri(url).AbsolutePath[1..]], "the one before was removed");
    }

    [Fact]
    public async Task Every_upload_of_a_day_makes_one_write_in_DynamoDB()
    {
        var (world, bucket) = await PictureBucket.StartAsync(Store.DynamoDB, ThreePerDay);
        await using var running = world;
        using var pictures = bucket!;
        AlignToDay(world);
        var token = await world.TokenAsync();
        foreach (var passed in new[] { 0, 1, 1, 24 })
        {
            world.Pass(TimeSpan.FromHours(passed));
            await world.ShowSessionAsync(token);
            world.Calls.Clear();

            (await AvatarTests.UploadAsync(world, token, Pictures.Png())).Ok();

            world.Calls.Operations.Should().Equal("GetItem", "GetItem", "UpdateItem");
        }

        await AvatarTests.UploadAsync(world, token, Pictures.Png());
        await AvatarTests.UploadAsync(world, token, Pictures.Png());
        world.Calls.Clear();
        (await AvatarTests.UploadAsync(world, token, Pictures.Png())).ShouldFail(429, "too_many_uploads");
        world.Calls.Operations.Should().Equal("GetItem", "GetItem");
    }

    /// <summary>Moves the clock to the beginning of a UTC day.</summary>
    private static void AlignToDay(World world) => world.Pass(TimeSpan.FromSeconds(86400 - (world.Now.ToUnixTimeSeconds() % 86400)));
}
