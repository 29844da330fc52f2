namespace MiniLogin.Playground.Console;

/// <summary>The last calls: of the mini program to the gateway, of it to the functions, and of those to WeChat and the tables.</summary>
internal sealed class CallLog
{
    private const int Capacity = 300;

    private readonly Lock _lock = new();
    private readonly Queue<RecordedCall> _calls = new(Capacity);
    private long _last;

    /// <summary>Numbered in the order in which calls end, so that whoever asks for the news misses none.</summary>
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

    /// <summary>Those after a sequence number, newest first, and the numbers of the oldest and newest kept.</summary>
    public (long First, long Last, IReadOnlyList<RecordedCall> Calls) After(long sequence)
    {
        lock (_lock)
        {
            return (_last - _calls.Count + 1, _last, [.. _calls.Where(call => call.Sequence > sequence).Reverse()]);
        }
    }
}
