using MiniLogin.Sessions;

namespace MiniLogin.Functions.Answers;

/// <param name="Next">The value of <c>after</c> for the next page; absent on the last page.</param>
internal sealed record SessionsAnswer(IReadOnlyList<ListedSessionAnswer> Sessions, string? Next)
{
    public static SessionsAnswer From(SessionPage page, string currentId) =>
        new([.. page.Sessions.Select(s => ListedSessionAnswer.From(s, currentId))], page.Next?.ToString());
}
