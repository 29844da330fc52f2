using System.Collections.Concurrent;

namespace MiniLogin.Tests.Model;

/// <summary>The fault of the current operation. It strikes once.</summary>
internal sealed class FaultSwitch
{
    private readonly ConcurrentDictionary<Fault, int> _struck = new();
    private Fault? _next;

    public ICollection<Fault> Struck => _struck.Keys;

    public void Set(Fault? fault) => Volatile.Write(ref _next, fault);

    /// <summary>Returns the fault to the first caller at its place, and null to all others.</summary>
    public Fault? Take(Place place)
    {
        if (Volatile.Read(ref _next) is not { } fault || fault.Place != place || Interlocked.CompareExchange(ref _next, null, fault) != fault)
        {
            return null;
        }

        _struck.AddOrUpdate(fault, 1, (_, times) => times + 1);
        return fault;
    }
}
