namespace MiniLogin.Tests.Model;

/// <summary>The first call at a place fails during one operation.</summary>
/// <param name="IsDone">Whether the work is done and only its answer is lost.</param>
internal sealed record Fault(Place Place, bool IsDone)
{
    public override string ToString() => $"{Place} {(IsDone ? "is done, its answer lost" : "fails")}";
}
