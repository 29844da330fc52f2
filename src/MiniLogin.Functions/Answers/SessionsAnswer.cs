using MiniLogin.Sessions;

namespace MiniLogin.Functions.Answers;

/// <param name="Next">Send it as <c>after</c> for the next page; absent at the end.</param>
internal sealed record SessionsAnswer(IReadOnlyList<ListedSessionAnswer> Sessions, string? Next)
{
    public static SessionsAnswer From(SessionPage page, string currentId) =>
        new([.. page.Sessions.Select(s => ListedSessionAnswer.From(s, currentId))], page.Next?.ToString());
}
