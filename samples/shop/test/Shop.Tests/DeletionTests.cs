using Microsoft.Extensions.DependencyInjection;

namespace Shop.Tests;

public sealed class DeletionTests(RunningApp app)
{
    [Fact]
    public async Task Deleting_the_account_removes_the_orders()
    {
        using (var user = await app.LogInAsync("leaver"))
        {
            // More than are removed in parallel.
            for (var i = 0; i < 30; i++)
            {
                await user.CreateOrderAsync(new { title = "Before the deletion", quantity = 1 });
            }

            (await user.TitlesAsync()).Should().HaveCount(30);
        }

        using var other = await app.LogInAsync("lilei");
        await other.CreateOrderAsync(new { title = "Of another user", quantity = 1 });

        await app.DeleteAccountAsync("leaver");

        using var returned = await app.LogInAsync("leaver");
        (await returned.TitlesAsync()).Should().BeEmpty();
        (await other.TitlesAsync()).Should().Contain("Of another user");
    }

    [Fact]
    public async Task A_deletion_that_is_delivered_again_keeps_newer_orders()
    {
        const string UserKey = "wx0123456789abcdef#returned";
        var services = new ServiceCollection();
        new Startup().ConfigureServices(services);
        await using var provider = services.BuildServiceProvider();
        var orders = provider.GetRequiredService<OrderStore>();
        var newer = new Order("b", "After the deletion", 1, DateTimeOffset.FromUnixTimeSeconds(1_764_200_001));
        await orders.AddAsync(UserKey, new Order("a", "Before the deletion", 1, DateTimeOffset.FromUnixTimeSeconds(1_764_200_000)));
        await orders.AddAsync(UserKey, newer);

        await new DeletionFunctions(orders).RemoveDeletedUsers(new([new(new(1_764_200_000, new(new(UserKey))))]));

        (await orders.ListAsync(UserKey, 10, null)).Orders.Should().Equal(newer);
    }
}
