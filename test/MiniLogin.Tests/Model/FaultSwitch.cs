using System.Collections.Concurrent;

namespace MiniLogin.Tests.Model;

/// <summary>The fault or interruption of the current operation. It strikes once.</summary>
internal sealed class FaultSwitch
{
    private readonly ConcurrentDictionary<string, int> _struck = new();
    private Disturbance? _next;

    /// <summary>The faults and interruptions that have struck, as text.</summary>
    public IEnumerable<string> Struck => _struck.Keys;

    public void Set(Disturbance? next) => Volatile.Write(ref _next, next);

    /// <summary>Returns the fault to the first caller at its place, and null to all others.</summary>
    public Fault? Take(Place place) => Volatile.Read(ref _next) is Fault fault && fault.Place == place && Claim(fault) ? fault : null;

    /// <summary>Returns the interruption to the first caller at its place, and null to all others.</summary>
    public Interruption? Take(Place place, bool isAfter) =>
        Volatile.Read(ref _next) is Interruption interruption && interruption.Place == place && interruption.IsAfter == isAfter && Claim(interruption) ? interruption : null;

    private bool Claim(Disturbance next)
    {
        if (Interlocked.CompareExchange(ref _next, null, next) != next)
        {
            return false;
        }

        _struck.AddOrUpdate($"{next}", 1, (_, times) => times + 1);
        return true;
    }
}
