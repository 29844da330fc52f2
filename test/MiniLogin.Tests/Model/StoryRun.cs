using MiniLogin.Playground;
using MiniLogin.Playground.WeChatSimulator;
using MiniLogin.Secrets;

namespace MiniLogin.Tests.Model;

/// <summary>Runs a story on the product and on the model, and compares the answers.</summary>
internal sealed class StoryRun(World world, StoryClock clock, Product product, Tally tally, Story story)
{
    private static readonly string[] Nonces = ["", "nonce-A-0123456789", "nonce-B-0123456789"];

    private static readonly PersonKey PersonKey = LocalCredentials.From(World.AppSecret).PersonKey!;

    private readonly ModelState _model = new(clock.GetUtcNow());
    private readonly Invariants _invariants = new();
    private Operation? _operation;

    public async Task<int> RunAsync()
    {
        foreach (var name in new[] { "lilei", "meimei" })
        {
            var user = new ModelUser(name, $"{name}-{Guid.NewGuid():N}");
            world.WeChat.Users.Add(new(user.Account, name, "🚲", "https://example.com/picture", 1, "13900139000"));
            _model.Users.Add(user);
        }

        product.Account = () => _model.Concerned!.Account;
        product.OnInterrupted = what => Interrupted(_model.Concerned!, what);
        await product.StartAsync();
        foreach (var operation in story.Operations)
        {
            _operation = operation;
            _model.Begin(operation.Environment);
            _invariants.Begin();
            try
            {
                await WatchingDeletionsAsync(operation);
            }
            catch (Exception e)
            {
                await Record(e.Message);
                throw;
            }
        }

        return story.Operations.Count;
    }

    /// <summary>Runs a step, and checks that the deletion of whoever it deletes is recorded.</summary>
    private async Task WatchingDeletionsAsync(Operation operation)
    {
        var deletes = operation is Operation.DeleteUser || operation.Trouble is Interruption { Event: Event.Delete };
        var (users, since) = (new List<ModelUser>(), _model.TrueNow.Floor());
        foreach (var user in deletes ? _model.Users : [])
        {
            if ((await product.ReadAsync(user.Account)).Exists)
            {
                users.Add(user);
            }
        }

        product.Set(operation);
        await RunStepAsync(operation);
        foreach (var user in users)
        {
            if (await product.ReadAsync(user.Account) is { Exists: false, DeletedAt: var deletedAt })
            {
                Invariants.Deleted(deletedAt, since);
            }
        }
    }

    private Task RunStepAsync(Operation operation) => operation switch
    {
        Operation.GetCode step => GetCodeAsync(_model.Users[step.User]),
        Operation.LogIn step when Code(step.Code) is { } code => LogInAsync(step, code, step.Presented is { } presented ? Session(presented) : null),
        Operation.LogInTwice step when Code(step.Code) is { } code => LogInTwiceAsync(step, code),
        Operation.Check step when Session(step.Session) is { } session => CheckAsync(step, session),
        Operation.Forge step when Session(step.Session) is { } session && Session(step.Secret) is { } other && other != session => ForgeAsync(step, session, other),
        Operation.ShowUser step when Session(step.Session) is { } session => ShowUserAsync(step, session),
        Operation.ListSessions step when Session(step.Session) is { } session => ListAsync(step, session),
        Operation.LogOut step when Session(step.Session) is { } session => LogOutAsync(step, session),
        Operation.EndOne step when Session(step.By) is { } by && Session(step.Session) is { } session => EndOneAsync(step, by, session),
        Operation.EndAll step when Session(step.By) is { } by => EndAllAsync(step, by),
        Operation.DeleteUser step when Session(step.By) is { } by && Code(step.Code) is { } code => DeleteUserAsync(step, by, code),
        Operation.Block step => BlockAsync(_model.Users[step.User], step.Blocked),
        Operation.EnableApp step => EnableAppAsync(step.Enabled),
        Operation.EndAppSessions => EndAppSessionsAsync(),
        Operation.FreezeIndex step => FreezeIndexAsync(_model.Users[step.User]),
        Operation.CatchUp => CatchUpAsync(),
        Operation.RemoveExpired => RemoveExpiredAsync(),
        Operation.RotateKeys => RotateKeysAsync(),
        Operation.Wait step => WaitAsync(_model.TrueNow + step.Time),
        Operation.WaitFor step when Session(step.Session) is { } session => WaitAsync(At(session, step.Edge).AddSeconds(step.Seconds)),
        _ => Task.CompletedTask,
    };

    private ModelCode? Code(int which) => _model.Codes.Count == 0 ? null : _model.Codes[^(1 + (which % _model.Codes.Count))];

    private ModelSession? Session(int which) => _model.KnownSessions.Count == 0 ? null : _model.KnownSessions[^(1 + (which % _model.KnownSessions.Count))];

    private static DateTimeOffset At(ModelSession session, Edge edge) => edge switch
    {
        Edge.ExtensionDue => session.LastSeenAt.AddHours(1),
        Edge.TrustEnd => session.LastSeenAt + ModelState.TrustLimit,
        Edge.End => session.ExpiresAt,
        Edge.AbsoluteEnd => session.AbsoluteEnd,
        _ => session.CreatedAt + ModelState.RetryableFor(session.Nonce),
    };

    private Task GetCodeAsync(ModelUser user)
    {
        var code = new ModelCode(_model.Codes.Count + 1, user, world.WeChat.Login(World.AppId, user.Account), _model.TrueNow);
        _model.Codes.Add(code);
        return Record($"{user}'s phone gets {code}");
    }

    private async Task LogInAsync(Operation.LogIn step, ModelCode code, ModelSession? presented)
    {
        await WaitForNextSecondAsync(code.User);
        var line = Line($"{code} logs in with nonce {step.Nonce}{(presented is null ? "" : $", presenting {presented}")}", step);
        var expected = _model.LogIn(code, step.Nonce, presented, step.Trouble);
        _invariants.LogsIn(OpenId(code.User));
        if (presented is not null)
        {
            _invariants.MayEnd(presented.Token!);
        }

        var answer = await product.LogInAsync(code.Text, Nonces[step.Nonce], presented?.Token);
        await CompareAsync(line, expected, LoggedIn(code, expected, answer));
    }

    private async Task LogInTwiceAsync(Operation.LogInTwice step, ModelCode code)
    {
        await WaitForNextSecondAsync(code.User);
        _invariants.LogsIn(OpenId(code.User));
        Expected[] expected = [_model.LogIn(code, step.Nonce, null, null), _model.LogIn(code, step.Nonce, null, null)];
        var answers = await Task.WhenAll(expected.Select(_ => Task.Run(() => product.LogInAsync(code.Text, Nonces[step.Nonce], null))));
        var first = answers.FirstOrDefault(a => expected[0].Text.StartsWith($"{a.Status} ", StringComparison.Ordinal)) ?? answers[0];
        var second = answers[0] == first ? answers[1] : answers[0];
        var line = $"{code} logs in with nonce {step.Nonce}, twice at once";
        await CompareAsync(line, expected[0], LoggedIn(code, expected[0], first));

        // Pauses take no time here, so the second login may not find the session of the first one in time.
        if (second.Status == 401 && expected[0].LoggedIn is not null)
        {
            _model.Refuse(code);
        }

        await CompareAsync($"{line}, second answer", second.Status == 200 || expected[0].LoggedIn is null ? expected[1] : Expected.CodeRejected, LoggedIn(code, expected[1], second));
    }

    private string LoggedIn(ModelCode code, Expected expected, Answer answer)
    {
        if (answer.Status != 200)
        {
            return answer.ToString();
        }

        var token = answer.Token!;
        if (expected.LoggedIn is { Token: null } session && _model.KnownSessions.All(s => s.Token != token))
        {
            session.Token = token;
            _model.KnownSessions.Add(session);
        }

        _invariants.LoggedIn(code.Text, OpenId(code.User), _model.Now, answer);
        Invariants.Extended(answer.Time("expiresAt"), answer.AbsoluteEnd);
        var known = _model.KnownSessions.FirstOrDefault(s => s.Token == token);
        var (seenAt, expiresAt) = (known?.LastSeenAt ?? _model.Now, answer.Time("expiresAt"));
        return $"200 {known?.ToString() ?? "an unknown session"}, {_model.Seen(seenAt, expiresAt)}, {(answer.Flag("isNewUser") ? "new" : "known")}";
    }

    private async Task CheckAsync(Operation.Check step, ModelSession session)
    {
        var expected = _model.Check(session, step.Trouble);
        var answer = await product.CheckAsync(session.Token!);
        await CompareAsync(Line($"{session} is checked", step), expected, answer.Status != 200 ? answer.ToString()
            : $"200 {_model.KnownSessions.First(s => s.Id == answer.Text("id"))}, {_model.Seen(answer.Time("lastSeenAt"), answer.Time("expiresAt"))}, {Linked(session.User, answer.PersonId)}");
        if (answer.Status == 200)
        {
            _invariants.Accepted(session.Token!, answer.OpenId!, _model.Now, answer.AbsoluteEnd, isChecked: true);
            Invariants.Extended(answer.Time("expiresAt"), answer.AbsoluteEnd);
            _invariants.Promised(session.Token!, answer.Time("expiresAt"));
        }

        Presented(session, answer);
    }

    private async Task ForgeAsync(Operation.Forge step, ModelSession session, ModelSession other)
    {
        var forged = $"{session.Id}.{other.Token!.Split('.')[1]}";
        var answer = step.LogsOut ? await product.LogOutAsync(forged) : await product.CheckAsync(forged);
        await CompareAsync($"{session} with the secret of {other} {(step.LogsOut ? "logs out" : "is checked")}", Expected.SessionInvalid, answer.ToString());
    }

    private async Task ShowUserAsync(Operation.ShowUser step, ModelSession session)
    {
        var expected = _model.ShowUser(session, step.Trouble);
        var answer = await product.ShowUserAsync(session.Token!);
        await CompareAsync(Line($"{session} asks for its user", step), expected, answer.Status == 200 ? $"200 {_model.Users.Single(u => OpenId(u) == answer.OpenId)}" : answer.ToString());
        if (answer.Status == 200)
        {
            _invariants.Accepted(session.Token!, answer.OpenId!, _model.Now);
        }

        Presented(session, answer);
    }

    private async Task ListAsync(Operation.ListSessions step, ModelSession session)
    {
        // With a fault there is only one page, because a second page would be a second operation.
        var pageSize = step.Trouble is null ? step.PageSize : 100;
        var expected = _model.ListSessions(session, step.Trouble);
        var answer = await product.ListAsync(session.Token!, pageSize, null);
        var listed = answer.Status == 200 ? answer.Sessions.ToList() : [];
        for (var page = answer; page.Next is { } next; listed.AddRange(page.Sessions))
        {
            page = await product.ListAsync(session.Token!, pageSize, next);
        }

        if (answer.Status == 200)
        {
            _invariants.Accepted(session.Token!, OpenId(session.User), _model.Now);
        }

        Presented(session, answer);
        await CompareAsync(Line($"{session} lists the sessions", step), expected, answer.Status != 200 ? answer.ToString() : $"200 {string.Join("; ", listed.Select(s =>
            $"since {_model.Time(Answer.Time(s, "createdAt"))}, {_model.Seen(Answer.Time(s, "lastSeenAt"), Answer.Time(s, "expiresAt"))}{(s["current"]?.GetValue<bool>() == true ? ", this" : "")}"))}");
    }

    private async Task LogOutAsync(Operation.LogOut step, ModelSession session)
    {
        var expected = _model.LogOut(session, step.Trouble);
        _invariants.MayEnd(session.Token!);
        var answer = await product.LogOutAsync(session.Token!);
        await CompareAsync(Line($"{session} logs out", step), expected, answer.ToString());
        if (answer.Status == 204)
        {
            _invariants.Ended(session.Token!);
        }
    }

    private async Task EndOneAsync(Operation.EndOne step, ModelSession by, ModelSession session)
    {
        var expected = _model.EndOne(by, session, step.Trouble);
        _invariants.MayEnd(session.Token!);
        var answer = await product.EndOneAsync(by.Token!, session.Id);
        await CompareAsync(Line($"{by} ends {session}", step), expected, answer.ToString());
        if (answer.Status == 204)
        {
            _invariants.Accepted(by.Token!, OpenId(session.User), _model.Now);
            _invariants.Ended(session.Token!);
        }

        Presented(by, answer);
    }

    private async Task EndAllAsync(Operation.EndAll step, ModelSession by)
    {
        var expected = _model.EndAll(by, step.KeepsCurrent, step.Trouble);
        _invariants.MayEnd(OpenId(by.User), step.KeepsCurrent ? by.Token : null);
        var answer = await product.EndAllAsync(by.Token!, step.KeepsCurrent);
        await CompareAsync(Line($"{by} ends all{(step.KeepsCurrent ? " others" : "")}", step), expected, answer.ToString());
        EndedAll(answer, by, step.KeepsCurrent ? by : null, isDeletion: false);
        Presented(by, answer);
    }

    private async Task DeleteUserAsync(Operation.DeleteUser step, ModelSession by, ModelCode code)
    {
        var expected = _model.DeleteUser(by, code, step.Trouble);
        _invariants.MayEnd(OpenId(by.User), null);
        var answer = await product.DeleteUserAsync(by.Token!, code.Text);
        await CompareAsync(Line($"{by} deletes the user, by {code}", step), expected, answer.ToString());
        EndedAll(answer, by, null, isDeletion: true);
        if (answer.Status == 204)
        {
            _invariants.Ended(by.Token!);
        }

        Presented(by, answer);
    }

    private void EndedAll(Answer answer, ModelSession by, ModelSession? kept, bool isDeletion)
    {
        if (answer.Status != 204)
        {
            return;
        }

        // A session that a deletion has left may repeat the deletion, with a fresh code.
        _invariants.Accepted(by.Token!, OpenId(by.User), _model.Now, isChecked: isDeletion);
        _invariants.EndedAll(OpenId(by.User), kept?.Token, _model.TrueNow);
    }

    /// <summary>A client has presented its session. A session that has ended is refused as nothing else is.</summary>
    private void Presented(ModelSession session, Answer answer)
    {
        _invariants.Presents(session.Token!, _model.Now);
        if (_model.AppIsEnabled && answer.Status == 401 && answer.Text("code") == "session_invalid")
        {
            _invariants.Refused(session.Token!, _model.Now);
        }
    }

    private async Task BlockAsync(ModelUser user, bool blocked)
    {
        _model.Block(user, blocked);
        await product.BlockAsync(user.Account, blocked);
        Interrupted(user, blocked ? Event.Block : null);
        await Record($"the operator {(blocked ? "blocks" : "unblocks")} {user}");
    }

    private async Task EnableAppAsync(bool enabled)
    {
        _model.AppIsEnabled = enabled;
        await product.EnableAppAsync(enabled);
        await Record($"the operator {(enabled ? "enables" : "disables")} the app");
    }

    private async Task EndAppSessionsAsync()
    {
        _model.AppSessionsEndedAt = _model.TrueNow;
        await product.EndAppSessionsAsync(_model.TrueNow);
        foreach (var session in _model.KnownSessions.Where(s => s.CreatedAt <= _model.TrueNow))
        {
            _invariants.Ended(session.Token!);
        }

        await Record("the operator ends all sessions of the app");
    }

    private async Task FreezeIndexAsync(ModelUser user)
    {
        user.Frozen = user.Rows;
        await product.FreezeIndexAsync(user.Account);
        await Record($"the index of {user}'s sessions begins to lag");
    }

    private Task CatchUpAsync()
    {
        _model.Users.ForEach(u => u.Frozen = null);
        product.CatchUp();
        return Record("the index catches up");
    }

    private async Task RemoveExpiredAsync()
    {
        _model.RemoveExpired();
        await product.RemoveExpiredAsync();
        await Record("expired rows are removed");
    }

    private async Task RotateKeysAsync()
    {
        await product.RotateKeysAsync();
        await Record("the operator rotates the keys");
    }

    private Task WaitAsync(DateTimeOffset until)
    {
        clock.MoveTo(until);
        _model.TrueNow = clock.GetUtcNow();
        return Record("time passes");
    }

    /// <summary>Avoids two sessions of a user in one second, because their order in the list is undefined.</summary>
    private Task WaitForNextSecondAsync(ModelUser user)
    {
        var newest = user.Sessions.Count == 0 ? DateTimeOffset.MinValue : user.Sessions.Max(s => s.CreatedAt);
        var next = _model.Now <= _model.AppSessionsEndedAt ? _model.AppSessionsEndedAt.Value.AddSeconds(1) : _model.Now;
        return newest < next ? Task.CompletedTask : WaitAsync(newest.AddSeconds(1) - (_model.Environment * ModelState.Skew));
    }

    /// <summary>The invariants hear of what the operator did. Sessions that a client has not received yet are not known to them.</summary>
    private void Interrupted(ModelUser user, Event? what)
    {
        if (what is null)
        {
            _invariants.Unblocked(OpenId(user));
            return;
        }

        _invariants.EndedAll(OpenId(user), null, _model.TrueNow);
        if (what == Event.Block)
        {
            _invariants.Blocked(OpenId(user), _model.TrueNow);
        }
    }

    private static string OpenId(ModelUser user) => WeChatIds.OpenId(World.AppId, user.Account);

    private static string Linked(ModelUser user, string? personId) =>
        personId is null ? "unlinked" : personId == PersonKey.PersonId(WeChatIds.UnionId(user.Account)) ? "linked" : "linked with another person";

    private static string Line(string text, Operation step) =>
        $"{text}{(step.Environment == 0 ? "" : ", in the second environment")}{(step.Trouble is null ? "" : $", and {step.Trouble}")}";

    private Task CompareAsync(string line, Expected expected, string answer)
    {
        tally.Add(_operation!, answer);
        return expected.Text == answer ? Record($"{line}: {answer}") : throw new InvalidOperationException($"{line}: {answer}, where it should be {expected.Text}");
    }

    private Task Record(string line)
    {
        story.Lines.Add($"{_model.Time(_model.Now)}  {line}");
        return Task.CompletedTask;
    }
}
