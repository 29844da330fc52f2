using System.Globalization;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Sessions;
using MiniLogin.Tests.Avatars;
using MiniLogin.Users;

namespace MiniLogin.Tests.Commands;

/// <summary><c>minilogin users replay-deletions</c>, after rows of the Users table were restored.</summary>
public sealed class ReplayDeletionsTests
{
    private const string Replay = "users replay-deletions";

    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_restored_user_is_deleted_again_with_the_restored_sessions()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await DeleteAndRestoreAsync(world, op, "lilei");
        await world.TokenAsync("meimei");
        var deletion = (await DeletionsAsync(world)).Single();
        world.Pass(TimeSpan.FromHours(1));

        var document = (await op.RunAsync($"{Replay} --yes --json")).Should(0).Json;

        Counts(document).Should().Be((1, 1, 1, 0, 0));
        (await FindAsync(world, "lilei")).Should().BeNull();
        (await world.Services.GetRequiredService<UserSessions>().PageAsync(World.UserKey("lilei"), null, 10, _cancel)).Sessions.Should().BeEmpty();
        (await FindAsync(world, "meimei")).Should().NotBeNull("nobody deleted this user");
        (await DeletionsAsync(world)).Single().DeletedAt.Should().BeAfter(deletion.DeletedAt, "apps, whose tables may have been restored too, hear of it again");

        Counts((await op.RunAsync($"{Replay} --yes --json")).Should(0).Json).Should().Be((1, 0, 0, 0, 0), "nothing is left to do");
    }

    [Fact]
    public async Task A_user_who_came_back_after_the_deletion_is_kept()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await world.TokenAsync();
        world.Pass(TimeSpan.FromMinutes(1));
        (await op.RunAsync($"users delete {World.UserKey("lilei")} --yes")).Should(0);
        world.Pass(TimeSpan.FromMinutes(1));
        var token = await world.TokenAsync();

        var document = (await op.RunAsync($"{Replay} --yes --json")).Should(0).Json;

        Counts(document).Should().Be((1, 0, 0, 1, 0));
        (await world.SendAsync(HttpMethod.Get, "/user", token: token)).Ok();
    }

    [Fact]
    public async Task A_user_who_logged_in_on_both_sides_of_the_deletion_is_kept_and_named()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await DeleteAndRestoreAsync(world, op, "lilei");
        var token = await world.TokenAsync();

        var ran = (await op.RunAsync($"{Replay} --yes --json")).Should(1, "users delete");

        Counts(ran.Json).Should().Be((1, 0, 0, 0, 1));
        ran.Json["unclear"]!.AsArray().Single()!.GetValue<string>().Should().Be(World.UserKey("lilei").ToString());
        (await world.SendAsync(HttpMethod.Get, "/user", token: token)).Ok();
    }

    [Fact]
    public async Task A_dry_run_changes_nothing_and_counts_what_would_be_deleted()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await DeleteAndRestoreAsync(world, op, "lilei");
        var deletions = await DeletionsAsync(world);

        (await op.RunAsync($"{Replay} --dry-run")).Should(0).Output.Should().StartWith("Nothing was changed. Users to delete again: 1. Deletions compared: 1,");

        Counts((await op.RunAsync($"{Replay} --dry-run --json")).Should(0).Json).Should().Be((1, 1, 0, 0, 0));
        (await FindAsync(world, "lilei")).Should().NotBeNull();
        (await DeletionsAsync(world)).Should().BeEquivalentTo(deletions);
    }

    [Fact]
    public async Task Nothing_is_deleted_without_a_confirmation()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await DeleteAndRestoreAsync(world, op, "lilei");

        (await op.RunAsync(Replay)).Should(2, "pass --yes");
        (await op.RunAsync(Replay, input: "n\n", hidden: "")).Should(1, "Delete 1 restored users and all data about them?");

        (await FindAsync(world, "lilei")).Should().NotBeNull();
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(30, 1)]
    [InlineData(90, 0)]
    public async Task Only_deletions_since_a_time_are_replayed_with_a_margin_for_those_in_progress(int secondsAfterTheDeletion, int deleted)
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await DeleteAndRestoreAsync(world, op, "lilei");
        var since = (await DeletionsAsync(world)).Single().DeletedAt.AddSeconds(secondsAfterTheDeletion);

        var ran = (await op.RunAsync(string.Create(CultureInfo.InvariantCulture, $"{Replay} --yes --json --since {since:yyyy-MM-dd'T'HH:mm:ss'Z'}"))).Should(0);

        ran.Json["deleted"]!.GetValue<int>().Should().Be(deleted);
        (await op.RunAsync($"{Replay} --yes --since yesterday")).Should(2, "--since must be a time in UTC");
    }

    [Fact]
    public async Task The_picture_of_a_restored_user_is_not_left_behind()
    {
        using var pictures = await PictureBucket.CreateAsync();
        var (world, op) = await StartAsync(new() { AvatarsBucket = pictures.Name, S3Url = KmsServer.Url });
        await using var _ = world;
        using var __ = op;
        (await AvatarTests.UploadAsync(world, await world.TokenAsync(), Pictures.Png())).Ok();
        await DeleteAndRestoreAsync(world, op, "lilei");

        (await op.RunAsync($"{Replay} --yes")).Should(2, "--avatars-bucket");

        (await FindAsync(world, "lilei")).Should().NotBeNull();
        (await op.RunAsync($"{Replay} --yes --avatars-bucket {pictures.Name} --s3-endpoint-url {KmsServer.Url}")).Should(0);
        (await FindAsync(world, "lilei")).Should().BeNull();
    }

    [Fact]
    public async Task An_interrupted_replay_is_continued_by_the_same_command()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await using var relay = new DynamoDBRelay();
        await DeleteAndRestoreAsync(world, op, "lilei");
        relay.Before = (operation, _) => Task.FromResult(operation != "Query");

        (await op.RunAsync($"{Replay} --yes --endpoint-url {relay.Url}")).Should(3, "Stopped. Deleted 0 of 1 restored users. Run the command again to continue.");
        (await FindAsync(world, "lilei")).Should().BeNull();

        Counts((await op.RunAsync($"{Replay} --yes --json")).Should(0).Json).Should().Be((1, 0, 1, 0, 0), "the session that was left is ended");
    }

    private static (int Compared, int Deleted, int SessionsEnded, int Returned, int Unclear) Counts(JsonObject document) =>
        (document["compared"]!.GetValue<int>(), document["deleted"]!.GetValue<int>(), document["sessionsEnded"]!.GetValue<int>(), document["returned"]!.GetValue<int>(), document["unclear"]!.AsArray().Count);

    private static async Task<(World World, Operator Operator)> StartAsync(MiniLoginOptions? options = null)
    {
        var (world, op) = await Operator.StartAsync(options);
        await op.AddAppAsync();
        return (world, op);
    }

    /// <summary>Logs a user in, deletes the account a minute later, and another minute later writes the rows of user and session as they were before.</summary>
    private async Task DeleteAndRestoreAsync(World world, Operator op, string user)
    {
        var token = await world.TokenAsync(user);
        var rows = new List<(string Table, Dictionary<string, AttributeValue> Row)>();
        foreach (var (table, key, value) in new[] { (op.Options.UsersTable, "userKey", World.UserKey(user).ToString()), (op.Options.SessionsTable, "id", token.Split('.')[0]) })
        {
            rows.Add((table, (await op.DynamoDB.GetItemAsync(new GetItemRequest { TableName = table, Key = new() { [key] = new(value) }, ConsistentRead = true }, _cancel)).Item));
        }

        world.Pass(TimeSpan.FromMinutes(1));
        await world.Services.GetRequiredService<MiniLogin.Account.AccountService>().DeleteAsync(World.UserKey(user), _cancel);
        world.Pass(TimeSpan.FromMinutes(1));
        foreach (var (table, row) in rows)
        {
            await op.DynamoDB.PutItemAsync(new PutItemRequest { TableName = table, Item = row }, _cancel);
        }
    }

    private async Task<User?> FindAsync(World world, string user) => await world.Services.GetRequiredService<IUserStore>().FindAsync(World.UserKey(user), _cancel);

    private async Task<IReadOnlyList<RecordedDeletion>> DeletionsAsync(World world) =>
        (await world.Services.GetRequiredService<IDeletionStore>().ListAsync(DateTimeOffset.UnixEpoch, null, 100, _cancel)).Deletions;
}
