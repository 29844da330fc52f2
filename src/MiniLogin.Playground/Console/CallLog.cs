namespace MiniLogin.Playground.Console;

/// <summary>The last 300 calls between mini program, gateway, functions, WeChat and DynamoDB.</summary>
internal sealed class CallLog
{
    private const int Capacity = 300;

    private readonly Lock _lock = new();
    private readonly Queue<RecordedCall> _calls = new(Capacity);
    private long _last;

    /// <summary>Adds a call. Calls are numbered in the order in which they end, so that a poll by number misses none.</summary>
    public void Add(RecordedCall call)
    {
        lock (_lock)
        {
            if (_calls.Count == Capacity)
            {
                _calls.Dequeue();
            }

            _calls.Enqueue(call with { Sequence = ++_last });
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _calls.Clear();
        }
    }

    /// <summary>Returns the calls after a sequence number, newest first, and the numbers of the oldest and newest call kept.</summary>
    public (long First, long Last, IReadOnlyList<RecordedCall> Calls) After(long sequence)
    {
        lock (_lock)
        {
            return (_last - _calls.Count + 1, _last, [.. _calls.Where(call => call.Sequence > sequence).Reverse()]);
        }
    }
}
