using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Account.Avatars;
using MiniLogin.Tests.Avatars;
using MiniLogin.Users;

namespace MiniLogin.Tests.Commands;

/// <summary><c>minilogin avatars prune</c>, and the picture of a user who is deleted by the operator.</summary>
public sealed class AvatarsCommandTests
{
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pictures_that_no_user_has_are_removed_once_they_are_an_hour_old()
    {
        using var pictures = await PictureBucket.CreateAsync();
        var (world, op) = await Operator.StartAsync(new() { AvatarsBucket = pictures.Name, S3Url = KmsServer.Url });
        await using var _ = world;
        using var __ = op;
        await op.AddAppAsync();
        var named = Path.GetFileName((await AvatarTests.UploadAsync(world, await world.TokenAsync(), Pictures.Png())).Ok().Text("avatarUrl"));
        var picture = Picture();
        await world.Services.GetRequiredService<IAvatarStore>().CreateAsync(picture, Pictures.Png(), _cancel);
        var prune = $"avatars prune --avatars-bucket {pictures.Name} --s3-endpoint-url {KmsServer.Url}";

        (await op.RunAsync($"{prune} --yes")).Should(0).Output.Should().Contain("Removed 0 pictures");
        op.Clock = new Later();
        (await op.RunAsync(prune)).Should(2, "--yes");
        (await pictures.KeysAsync()).Should().HaveCount(2);
        (await op.RunAsync($"{prune} --yes --json")).Should(0).Json["picturesRemoved"]!.GetValue<int>().Should().Be(1);

        (await pictures.KeysAsync()).Should().Equal($"avatars/{named}");
        (await op.RunAsync("avatars prune --yes")).Should(2, "--avatars-bucket");
    }

    [Fact]
    public async Task The_picture_of_a_deleted_user_is_removed_or_nothing_is_deleted()
    {
        using var pictures = await PictureBucket.CreateAsync();
        var (world, op) = await Operator.StartAsync(new() { AvatarsBucket = pictures.Name, S3Url = KmsServer.Url });
        await using var _ = world;
        using var __ = op;
        await op.AddAppAsync();
        var picture = Path.GetFileName((await AvatarTests.UploadAsync(world, await world.TokenAsync(), Pictures.Png())).Ok().Text("avatarUrl"));
        var delete = $"users delete {World.UserKey("lilei")} --yes";

        (await op.RunAsync(delete)).Should(2, $"has the picture {picture}").Error.Should().Contain("--avatars-bucket");
        (await world.Services.GetRequiredService<IUserStore>().FindAsync(World.UserKey("lilei"), _cancel)).Should().NotBeNull();
        (await op.RunAsync($"{delete} --avatars-bucket {pictures.Name} --s3-endpoint-url {KmsServer.Url}")).Should(0);

        (await pictures.KeysAsync()).Should().BeEmpty();
    }

    private static AvatarName Picture() => AvatarName.Parse($"{new string('a', 64)}.png")!;

    /// <summary>The bucket has the system's clock.</summary>
    private sealed class Later : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddHours(2);
    }
}
