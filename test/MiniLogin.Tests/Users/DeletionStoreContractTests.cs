using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Users;

namespace MiniLogin.Tests.Users;

/// <summary>What every store of deletions guarantees.</summary>
public sealed class DeletionStoreContractTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private static readonly UserKey Lilei = new(World.App, "o-lilei");

    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_recorded_deletion_is_listed_with_its_time(Store store)
    {
        await using var world = await World.StartAsync(store);
        var deletions = world.Services.GetRequiredService<IDeletionStore>();

        await deletions.RecordAsync(Lilei, Start, _cancel);

        (await deletions.ListAsync(Start, null, 10, _cancel)).Deletions.Should().Equal(new RecordedDeletion(Lilei, Start));
        (await deletions.ListAsync(Start.AddSeconds(1), null, 10, _cancel)).Deletions.Should().BeEmpty();
    }

    [Theory]
    [InlineData(Store.Memory, 60, 60)]
    [InlineData(Store.Memory, 0, 1)]
    [InlineData(Store.Memory, -60, 1)]
    [InlineData(Store.DynamoDB, 60, 60)]
    [InlineData(Store.DynamoDB, 0, 1)]
    [InlineData(Store.DynamoDB, -60, 1)]
    public async Task A_repeated_deletion_changes_the_row_and_its_time_never_goes_back(Store store, int secondsLater, int recordedLater)
    {
        await using var world = await World.StartAsync(store);
        var deletions = world.Services.GetRequiredService<IDeletionStore>();
        await deletions.RecordAsync(Lilei, Start, _cancel);

        await deletions.RecordAsync(Lilei, Start.AddSeconds(secondsLater), _cancel);

        (await deletions.ListAsync(Start, null, 10, _cancel)).Deletions.Should().Equal(new RecordedDeletion(Lilei, Start.AddSeconds(recordedLater)));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Pages_contain_each_deletion_exactly_once(Store store)
    {
        await using var world = await World.StartAsync(store);
        var deletions = world.Services.GetRequiredService<IDeletionStore>();
        for (var i = 0; i < 7; i++)
        {
            await deletions.RecordAsync(new(World.App, $"o{i}"), Start.AddSeconds(i), _cancel);
        }

        var (found, rows) = (new List<string>(), 0);
        UserKey? next = null;
        do
        {
            var page = await deletions.ListAsync(Start.AddSeconds(2), next, 2, _cancel);
            found.AddRange(page.Deletions.Select(deletion => deletion.Key.OpenId));
            rows += page.RowsRead;
            next = page.Next;
        }
        while (next is not null);

        found.Should().BeEquivalentTo("o2", "o3", "o4", "o5", "o6");
        rows.Should().Be(7);
    }

    [Fact]
    public async Task A_row_has_only_the_key_and_two_times_and_expires_after_40_days()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        var deletions = world.Services.GetRequiredService<IDeletionStore>();
        await deletions.RecordAsync(Lilei, Start, _cancel);
        await deletions.RecordAsync(Lilei, Start, _cancel);

        var row = (await world.Services.GetRequiredService<IAmazonDynamoDB>().GetItemAsync(
            new GetItemRequest { TableName = world.Options.DeletionsTable, Key = new() { ["userKey"] = new(Lilei.ToString()) }, ConsistentRead = true }, _cancel)).Item;

        row.Keys.Should().BeEquivalentTo("userKey", "deletedAt", "expiresAt");
        long.Parse(row["expiresAt"].N, CultureInfo.InvariantCulture).Should().Be(Start.AddDays(40).AddSeconds(1).ToUnixTimeSeconds());
    }
}
