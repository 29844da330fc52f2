using Microsoft.Extensions.DependencyInjection.Extensions;
using MiniLogin.Users;

namespace MiniLogin.Playground.Stacks;

/// <summary>Stands for the stream of deletions: what is recorded is delivered to the stacks.</summary>
internal sealed class DeliveringDeletionStore(IDeletionStore inner, HostedStacks stacks) : IDeletionStore
{
    public async Task RecordAsync(UserKey userKey, DateTimeOffset deletedAt, CancellationToken cancellationToken)
    {
        await inner.RecordAsync(userKey, deletedAt, cancellationToken);
        stacks.Deliver(userKey.ToString(), deletedAt);
    }

    public Task<DeletionPage> ListAsync(DateTimeOffset since, UserKey? after, int limit, CancellationToken cancellationToken) =>
        inner.ListAsync(since, after, limit, cancellationToken);
}

internal static class DeliveringServices
{
    /// <summary>Puts the delivery around the store that is registered so far.</summary>
    public static IServiceCollection DeliverDeletions(this IServiceCollection services)
    {
        var store = services.Last(service => service.ServiceType == typeof(IDeletionStore));
        services.RemoveAll<IDeletionStore>();
        return services.AddSingleton<IDeletionStore>(s => new DeliveringDeletionStore(
            (IDeletionStore)(store.ImplementationFactory?.Invoke(s) ?? ActivatorUtilities.CreateInstance(s, store.ImplementationType!)),
            s.GetRequiredService<HostedStacks>()));
    }
}
