using MiniLogin.Playground.Gateway;

namespace MiniLogin.Playground.Stacks;

/// <summary>The stacks beside MiniLogin.</summary>
internal sealed class HostedStacks : IDisposable
{
    private readonly IReadOnlyList<GatewayFunction> _login;
    private readonly IReadOnlyList<HostedStack> _stacks;
    private readonly List<Task> _deliveries = [];

    public HostedStacks(IReadOnlyList<(StackSource Stack, StackTemplate Template)> stacks, IReadOnlyList<GatewayFunction> login, IServiceProvider services)
    {
        _login = login;
        var authorizer = LocalGateway.Authorizer(services);
        _stacks = [.. stacks.Select(s => new HostedStack(s.Template, s.Stack, authorizer, services))];
        HotReload.Updated += Restart;
    }

    /// <summary>The code of a stack has changed, so <see cref="Find"/> may find other functions.</summary>
    public event Action? Changed;

    public IEnumerable<string> NotServed => _stacks.SelectMany(s => s.NotServed);

    /// <summary>Finds the functions of MiniLogin and of all stacks.</summary>
    /// <exception cref="TemplateException">Two of them have the same route.</exception>
    public IReadOnlyList<GatewayFunction> Find()
    {
        List<GatewayFunction> all = [.. _login, .. _stacks.SelectMany(s => s.Find())];
        return all.GroupBy(f => (f.Route.Method, f.Route.Path)).FirstOrDefault(same => same.Count() > 1)?.Key is { } twice
            ? throw new TemplateException($"{twice.Method} {twice.Path} exists twice. Give the stack an AWS::ApiGatewayV2::ApiMapping with an ApiMappingKey of its own.")
            : all;
    }

    public void Dispose() => HotReload.Updated -= Restart;

    private void Restart()
    {
        foreach (var stack in _stacks)
        {
            stack.Restart();
        }

        Changed?.Invoke();
    }

    /// <summary>Tells the stacks that a user was deleted, after this call, as a stream does.</summary>
    public void Deliver(string userKey, DateTimeOffset deletedAt)
    {
        lock (_deliveries)
        {
            _deliveries.RemoveAll(delivery => delivery.IsCompleted);
            _deliveries.Add(Task.Run(() => Task.WhenAll(_stacks.Select(s => s.DeliverDeletionAsync(userKey, deletedAt)))));
        }
    }

    /// <summary>Waits until all deletions so far are delivered.</summary>
    public Task WhenDeliveredAsync()
    {
        lock (_deliveries)
        {
            return Task.WhenAll(_deliveries);
        }
    }
}
