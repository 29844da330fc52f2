using System.Globalization;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using MiniLogin.Functions.Pipeline;
using MiniLogin.Sessions;

namespace MiniLogin.Functions.Sessions;

/// <summary>Lists and ends the sessions of a user.</summary>
internal sealed class SessionListFunctions(RequestPipeline pipeline, SessionService sessions, UserSessions list)
{
    private const int DefaultPage = 50;

    /// <summary><c>?limit=1..100&amp;after=</c>: <c>next</c> of the previous page.</summary>
    [LambdaFunction(ResourceName = nameof(ListSessions))]
    [HttpApi(LambdaHttpMethod.Get, "/sessions")]
    public Task<APIGatewayHttpApiV2ProxyResponse> ListSessions(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        RunForUserAsync(request, context, async (call, session, cancellationToken) =>
        {
            var limit = DefaultPage;
            if (Query(request, "limit") is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > UserSessions.MaxPage))
            {
                return call.Format.Failed(Failure.RequestInvalid("limit", $"must be a number from 1 to {UserSessions.MaxPage}"));
            }

            SessionCursor? after = null;
            if (Query(request, "after") is { } place && (after = SessionCursor.Parse(place)) is null)
            {
                return call.Format.Failed(Failure.RequestInvalid("after", "must be the value of next from the previous page"));
            }

            var page = await list.PageAsync(session.UserKey, after, limit, cancellationToken);
            return call.Format.Ok(SessionsAnswer.From(page, session.Id), AnswerJson.Default.SessionsAnswer, AnswerJson.Default.WaferBodySessionsAnswer);
        });

    /// <summary>Ends a session by id. Another user's session gets the same answer as an unknown one.</summary>
    [LambdaFunction(ResourceName = nameof(EndSession))]
    [HttpApi(LambdaHttpMethod.Delete, "/sessions/{id}")]
    public Task<APIGatewayHttpApiV2ProxyResponse> EndSession(APIGatewayHttpApiV2ProxyRequest request, string id, ILambdaContext context) =>
        RunForUserAsync(request, context, async (call, session, cancellationToken) => await list.EndAsync(session.UserKey, id, cancellationToken)
            ? call.Format.Done()
            : call.Format.Failed(Failure.SessionNotFound));

    /// <summary>Ends all sessions; with <c>?keepCurrent=true</c>, all but that of the request.</summary>
    [LambdaFunction(ResourceName = nameof(EndSessions))]
    [HttpApi(LambdaHttpMethod.Delete, "/sessions")]
    public Task<APIGatewayHttpApiV2ProxyResponse> EndSessions(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        RunForUserAsync(request, context, async (call, session, cancellationToken) =>
        {
            if (Query(request, "keepCurrent") is not (null or "true" or "false"))
            {
                return call.Format.Failed(Failure.RequestInvalid("keepCurrent", "must be true or false"));
            }

            return await list.EndAllAsync(session, Query(request, "keepCurrent") == "true", cancellationToken)
                ? call.Format.Done()
                : call.Format.Failed(Failure.SessionInvalid);
        });

    /// <summary>Also reads the user: a session from before a deletion must neither show nor end those of the new account.</summary>
    private Task<APIGatewayHttpApiV2ProxyResponse> RunForUserAsync(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context, Func<ApiCall, Session, CancellationToken, Task<APIGatewayHttpApiV2ProxyResponse>> answer) =>
        pipeline.RunWithSessionAsync(request, context, async (call, session, cancellationToken) => await sessions.FindUserAsync(session, cancellationToken) is not null
            ? await answer(call, session, cancellationToken)
            : call.Format.Failed(Failure.SessionInvalid));

    private static string? Query(APIGatewayHttpApiV2ProxyRequest request, string name) =>
        request.QueryStringParameters?.TryGetValue(name, out var value) == true ? value : null;
}

/// <param name="Next">The value of <c>after</c> for the next page; absent on the last page.</param>
internal sealed record SessionsAnswer(IReadOnlyList<ListedSessionAnswer> Sessions, string? Next)
{
    public static SessionsAnswer From(SessionPage page, string currentId) =>
        new([.. page.Sessions.Select(s => ListedSessionAnswer.From(s, currentId))], page.Next?.ToString());
}

/// <param name="Current">Whether it is the session of the request.</param>
internal sealed record ListedSessionAnswer(string Id, DateTime CreatedAt, DateTime LastSeenAt, DateTime ExpiresAt, string? UserAgent, string? MiniProgramVersion, bool Current)
{
    public static ListedSessionAnswer From(ListedSession session, string currentId) => new(
        session.Id,
        session.CreatedAt.UtcDateTime,
        session.LastSeenAt.UtcDateTime,
        session.ExpiresAt.UtcDateTime,
        session.Client.UserAgent,
        session.Client.MiniProgramVersion,
        session.Id == currentId);
}
