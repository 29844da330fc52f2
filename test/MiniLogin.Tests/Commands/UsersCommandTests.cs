using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Users;

namespace MiniLogin.Tests.Commands;

/// <summary>What <c>minilogin users</c> shows of a user.</summary>
public sealed class UsersCommandTests
{
    private const string Name = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff.png";

    [Theory]
    [InlineData("--public-url https://api.example.com/v1/", $"https://api.example.com/v1/avatars/{Name}")]
    [InlineData("", $"/avatars/{Name}")]
    public async Task A_stored_picture_is_shown_under_the_public_URL(string option, string expected)
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;
        await op.AddAppAsync();
        await world.TokenAsync();
        await world.Services.GetRequiredService<IUserStore>().UpdateProfileAsync(World.UserKey("lilei"), new(null, null, Name), TestContext.Current.CancellationToken);
        var user = World.UserKey("lilei").ToString();

        var shown = (await op.RunAsync($"users show {user} {option}".Trim())).Should(0);
        var document = (await op.RunAsync($"users show {user} --json {option}".Trim())).Should(0).Json;
        var export = (await op.RunAsync($"users export {user} {option}".Trim())).Should(0).Json;

        shown.Output.Should().Contain(expected);
        document["avatarUrl"]!.GetValue<string>().Should().Be(expected);
        export["user"]!["avatarUrl"]!.GetValue<string>().Should().Be(expected);
        export["profile"]!["avatarUrl"]!.GetValue<string>().Should().Be(expected);
    }

    [Fact]
    public async Task A_public_URL_must_be_a_URL() =>
        (await Operator.RunAnywhereAsync(["users", "show", $"{World.AppId}#o", "--public-url", "api.example.com", "--endpoint-url", "http://127.0.0.1:1"])).Should(2, "--public-url");
}
