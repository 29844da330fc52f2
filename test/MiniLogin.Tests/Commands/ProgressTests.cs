using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Account.Avatars;
using MiniLogin.Tests.Avatars;
using Spectre.Console.Testing;

namespace MiniLogin.Tests.Commands;

/// <summary>What long commands show while they run, and how they stop and continue.</summary>
public sealed class ProgressTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();
    private readonly TestConsole _console = new TestConsole().Interactive().Width(200);
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    public void Dispose()
    {
        File.Delete(_file);
        _console.Dispose();
    }

    [Fact]
    public async Task An_import_shows_a_bar_on_a_terminal_and_its_messages_above_it()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        Export(30, "bad line\n");

        var ran = (await op.RunAsync($"users import {_file} --app {World.AppId}".Split(' '), console: _console)).Should(1);

        ran.Output.Should().Be("30 imported, 0 already existing, 1 refused.\n");
        _console.Output.Should().Contain("Importing: 30 imported, 0 already existing, 1 refused").And.Contain("100%").And.Contain("Line 32: line has 1 fields");
    }

    [Theory]
    [InlineData("users import FILE --app APP --json")]
    [InlineData("users list --json")]
    [InlineData("users map --from APP --to wxfedcba9876543210 --json")]
    [InlineData("users replay-deletions --yes --json")]
    [InlineData("sessions end-all APP#o1 --yes --json")]
    [InlineData("apps rotate-keys APP --yes --json")]
    public async Task No_progress_is_shown_with_json(string command)
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await world.TokenAsync();
        await RotateAsync(world, op);
        Export(3);

        var ran = (await op.RunAsync(command.Replace("FILE", _file, StringComparison.Ordinal).Replace("APP", World.AppId, StringComparison.Ordinal).Split(' '), console: _console)).Should(0);

        ran.Json.Should().NotBeEmpty();
        ran.Error.Should().BeEmpty();
        _console.Output.Should().BeEmpty();
    }

    [Fact]
    public async Task A_stopped_import_is_continued_by_the_same_command()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await using var relay = new DynamoDBRelay();
        Export(200);
        using var stop = new CancellationTokenSource();
        var writes = 0;
        relay.Before = async (operation, _) =>
        {
            if (operation == "UpdateItem" && Interlocked.Increment(ref writes) == 50)
            {
                await stop.CancelAsync();
            }

            return true;
        };
        string[] import = ["users", "import", _file, "--app", World.AppId, "--endpoint-url", relay.Url];

        var stopped = (await op.RunAsync(import, cancellationToken: stop.Token)).Should(1, "Run it again to continue.");
        relay.Before = null;
        var document = (await op.RunAsync([.. import, "--json"])).Should(0).Json;

        stopped.Output.Should().BeEmpty();
        document["alreadyThere"]!.GetValue<int>().Should().BeInRange(34, 199);
        (document["alreadyThere"]!.GetValue<int>() + document["imported"]!.GetValue<int>()).Should().Be(200);
    }

    [Fact]
    public async Task Ending_all_sessions_shows_how_many_are_left()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        for (var i = 0; i < 3; i++)
        {
            await world.TokenAsync();
        }

        (await op.RunAsync($"sessions end-all {World.UserKey("lilei")} --yes".Split(' '), console: _console)).Should(0).Output.Should().StartWith("Ended 3 sessions");

        _console.Output.Should().Contain("Ending sessions: 3 of 3");
    }

    [Fact]
    public async Task Key_rotation_shows_the_rows_read_and_the_users_done()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await world.TokenAsync();
        await RotateAsync(world, op);

        (await op.RunAsync($"apps rotate-keys {World.AppId} --yes".Split(' '), console: _console)).Should(0);

        _console.Output.Should().MatchRegex("Encrypting again: 1 (of about [0-9]+ )?rows read, 1 users encrypted");
    }

    [Fact]
    public async Task A_stopped_list_shows_what_it_found_and_where_to_continue()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await using var relay = new DynamoDBRelay();
        Export(9);
        (await op.RunAsync($"users import {_file} --app {World.AppId}")).Should(0);
        using var stop = new CancellationTokenSource();
        relay.Before = async (operation, body) =>
        {
            body["Limit"] = 4;
            if (relay.Count(operation) == 1)
            {
                await stop.CancelAsync();
            }

            return true;
        };

        var stopped = (await op.RunAsync(["users", "list", "--app", World.AppId, "--json", "--endpoint-url", relay.Url], cancellationToken: stop.Token)).Should(1, "Cancelled").Json;
        var next = stopped["next"]!.GetValue<string>();
        var rest = (await op.RunAsync($"users list --app {World.AppId} --json --after {next}")).Should(0).Json;

        stopped["users"]!.AsArray().Should().HaveCount(4);
        rest["users"]!.AsArray().Should().HaveCount(5);
    }

    [Fact]
    public async Task Without_a_terminal_a_line_is_printed_every_minute_but_not_with_json()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await using var relay = new DynamoDBRelay();
        Export(9);
        (await op.RunAsync($"users import {_file} --app {World.AppId}")).Should(0);
        relay.Before = (_, body) =>
        {
            body["Limit"] = 4;
            world.Pass(TimeSpan.FromSeconds(45));
            return Task.FromResult(true);
        };
        var list = $"users list --app {World.AppId} --endpoint-url {relay.Url}";

        (await op.RunAsync(list)).Should(0).Error.Should().Be("Reading users: 8 found, 8 rows read.\n");
        (await op.RunAsync($"{list} --json")).Should(0).Error.Should().BeEmpty();
    }

    [Fact]
    public async Task Removing_pictures_shows_how_many_are_left()
    {
        using var pictures = await PictureBucket.CreateAsync();
        var (world, op) = await Operator.StartAsync(new() { AvatarsBucket = pictures.Name, S3Url = KmsServer.Url });
        await using var _ = world;
        using var __ = op;
        await op.AddAppAsync();
        for (var i = 0; i < 30; i++)
        {
            await world.Services.GetRequiredService<IAvatarStore>().CreateAsync(AvatarName.Parse($"{i:00}{new string('a', 62)}.png")!, Pictures.Png(), _cancel);
        }

        op.Clock = new Later();
        string[] prune = ["avatars", "prune", "--yes", "--avatars-bucket", pictures.Name, "--s3-endpoint-url", KmsServer.Url];

        (await op.RunAsync(prune, console: _console)).Should(0).Output.Should().Be("Removed 30 pictures that no user had.\n");

        _console.Output.Should().Contain("Searching: 30 pictures found").And.Contain("Removing pictures: 30 of 30");
        (await pictures.KeysAsync()).Should().BeEmpty();
    }

    private void Export(int users, string more = "") => File.WriteAllText(
        _file,
        "open_id,create_time,last_visit_time,user_info\n" + string.Concat(Enumerable.Range(0, users).Select(i => $"o{i:000},2018-01-02 07:00:00,2018-01-02 07:00:00,\n")) + more);

    private static async Task<(World World, Operator Operator)> StartAsync()
    {
        var (world, op) = await Operator.StartAsync();
        await op.AddAppAsync();
        return (world, op);
    }

    private static async Task RotateAsync(World world, Operator op)
    {
        (await op.RunAsync($"apps rotate-keys {World.AppId} --yes")).Should(0);
        world.Pass(TimeSpan.FromMinutes(12.1));
    }

    /// <summary>The bucket has the system's clock.</summary>
    private sealed class Later : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddHours(2);
    }
}
