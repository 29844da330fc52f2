using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Account.Avatars;
using MiniLogin.Account.Imaging;

namespace MiniLogin.Tests.Avatars;

/// <summary>What every avatar store guarantees and HTTP requests cannot show.</summary>
public sealed class AvatarStoreContractTests
{
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_avatar_name_can_be_used_once_until_it_is_removed(Store store)
    {
        var (world, bucket) = await PictureBucket.StartAsync(store);
        await using var running = world;
        using var created = bucket;
        var pictures = world.Services.GetRequiredService<IAvatarStore>();
        var name = AvatarName.New(PictureKind.Png, Pictures.Png());
        var other = AvatarName.New(PictureKind.Png, Pictures.Png());

        (await pictures.FindAsync(name, _cancel)).Should().BeNull();
        (await pictures.CreateAsync(name, Pictures.Png(), _cancel)).Should().BeTrue();
        (await pictures.CreateAsync(name, Pictures.Jpeg(), _cancel)).Should().BeFalse();
        (await pictures.CreateAsync(other, Pictures.Jpeg(length: 256 * 1024), _cancel)).Should().BeTrue();

        (await pictures.FindAsync(name, _cancel))!.Value.ToArray().Should().Equal(Pictures.Png());
        (await pictures.FindAsync(other, _cancel))!.Value.Length.Should().Be(256 * 1024);
        await pictures.RemoveAsync(name, _cancel);
        await pictures.RemoveAsync(name, _cancel);
        (await pictures.FindAsync(name, _cancel)).Should().BeNull();
        (await pictures.FindAsync(other, _cancel)).Should().NotBeNull();
        (await pictures.CreateAsync(name, Pictures.Png(), _cancel)).Should().BeTrue();
    }

    [Fact]
    public void An_avatar_name_round_trips_and_is_unique()
    {
        var names = Enumerable.Range(0, 100).Select(_ => AvatarName.New(PictureKind.WebP, Pictures.WebP())).ToList();

        names.Select(n => AvatarName.Parse(n.ToString())).Should().Equal(names).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public void Parsing_an_avatar_name_never_throws() => Prop.ForAll<string, int>((text, at) =>
    {
        var name = AvatarName.New(PictureKind.Png, []).ToString();
        var changed = text is null ? name : name.Insert(Math.Abs(at % name.Length), text);
        return (AvatarName.Parse(changed) is null || changed == name || changed.Length == name.Length) && AvatarName.Parse(text ?? "") is null;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task A_picture_in_the_bucket_has_its_content_type()
    {
        var (world, bucket) = await PictureBucket.StartAsync(Store.DynamoDB);
        await using var running = world;
        using var created = bucket;
        var name = AvatarName.New(PictureKind.WebP, Pictures.WebP());

        await world.Services.GetRequiredService<IAvatarStore>().CreateAsync(name, Pictures.WebP(), _cancel);

        var stored = await bucket!.Client.GetObjectMetadataAsync(bucket.Name, $"avatars/{name}", _cancel);
        stored.Headers.ContentType.Should().Be("image/webp");
    }
}
