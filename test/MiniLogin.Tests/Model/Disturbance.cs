namespace MiniLogin.Tests.Model;

/// <summary>Happens at the first call at a place during one operation.</summary>
internal abstract record Disturbance(Place Place);

/// <summary>The call fails.</summary>
/// <param name="IsDone">Whether the work is done and only its answer is lost.</param>
internal sealed record Fault(Place Place, bool IsDone) : Disturbance(Place)
{
    public override string ToString() => $"{Place} {(IsDone ? "is done, its answer lost" : "fails")}";
}

/// <summary>Something else happens to the same user, and is over before the operation goes on.</summary>
/// <param name="IsAfter">Whether it happens after the call, instead of before it.</param>
internal sealed record Interruption(Place Place, bool IsAfter, Event Event) : Disturbance(Place)
{
    public override string ToString() => $"{(IsAfter ? "after" : "before")} {Place} {Event switch
    {
        Event.Block => "the operator blocks the user",
        Event.EndAll => "the operator ends all sessions of the user",
        Event.ChangePerson => "the operator links or unlinks the user",
        _ => "the operator deletes the user",
    }}";
}

/// <summary>What interrupts an operation.</summary>
internal enum Event
{
    Block,
    EndAll,

    /// <summary>Unlinks a linked user, and links one who was unlinked.</summary>
    ChangePerson,
    Delete,
}
