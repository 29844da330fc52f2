using FsCheck;
using FsCheck.Fluent;

namespace MiniLogin.Tests.Model;

/// <summary>Generates random stories: mostly everyday steps, at times close to a limit.</summary>
internal static class Stories
{
    private static readonly int[] Seconds = [1, 1, 1, 2, 5, 19, 20, 21, 30, 59, 60, 61, 120, 299, 300, 301, 599, 600, 601, 1800, 3599, 3600, 3601, 7200, 14400, 28800, 86400, 172800];

    private static readonly Place[] Logins = [Place.WeChat, Place.ReadSession, Place.ReadUser, Place.RecordLogin, Place.CreateSession, Place.EndSoon, Place.ListSessions, Place.EndById, Place.Extend];

    private static readonly Place[] Deletions = [Place.WeChat, Place.ReadUser, Place.RecordDeletion, Place.DeleteUser, Place.DeleteUser, Place.ListSessions, Place.EraseSession, Place.EndById];

    private static readonly Gen<int> User = Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Constant(1)));
    private static readonly Gen<int> Nonce = Gen.Choose(0, 2);
    private static readonly Gen<int> Environments = Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Constant(1)));

    /// <summary>Prefers the latest.</summary>
    private static readonly Gen<int> Which = Gen.Frequency((6, Gen.Constant(0)), (3, Gen.Constant(1)), (2, Gen.Choose(2, 6)));

    private static readonly Gen<Operation> OneOperation = Gen.Frequency(
        (4, User.Select(Operation (user) => new Operation.GetCode(user))),
        (9, from code in Which from nonce in Nonce from presented in Which.OrNull() from trouble in TroubleAt(Logins) select (Operation)new Operation.LogIn(code, nonce, presented) { Trouble = trouble }),
        (2, from code in Which from nonce in Nonce select (Operation)new Operation.LogInTwice(code, nonce)),
        (20, from session in Which from trouble in TroubleAt(Place.ReadSession, Place.ReadUser, Place.Extend) select (Operation)new Operation.Check(session) { Trouble = trouble }),
        (3, from session in Which from secret in Which from logsOut in Gen.Elements(true, false) select (Operation)new Operation.Forge(session, secret, logsOut)),
        (4, from session in Which from trouble in TroubleAt(Place.ReadSession, Place.ReadUser, Place.Extend) select (Operation)new Operation.ShowUser(session) { Trouble = trouble }),
        (4, from session in Which from size in Gen.Choose(1, 4) from trouble in TroubleAt(Place.ReadSession, Place.ListSessions) select (Operation)new Operation.ListSessions(session, size) { Trouble = trouble }),
        (2, from session in Which from trouble in TroubleAt(Place.EndSession) select (Operation)new Operation.LogOut(session) { Trouble = trouble }),
        (2, from who in Which from session in Which from trouble in TroubleAt(Place.EndById) select (Operation)new Operation.EndOne(who, session) { Trouble = trouble }),
        (2, from who in Which from keeps in Gen.Elements(true, false) from trouble in TroubleAt(Place.EndAllOfUser, Place.ListSessions, Place.EraseSession, Place.EndById) select (Operation)new Operation.EndAll(who, keeps) { Trouble = trouble }),
        (1, from who in Which from code in Which from trouble in TroubleAt(Deletions) select (Operation)new Operation.DeleteUser(who, code) { Trouble = trouble }),
        (1, from user in User from blocked in Gen.Frequency((1, Gen.Constant(true)), (3, Gen.Constant(false))) select (Operation)new Operation.Block(user, blocked)),
        (1, Gen.Frequency((1, Gen.Constant(false)), (3, Gen.Constant(true))).Select(Operation (enabled) => new Operation.EnableApp(enabled))),
        (2, Gen.Constant<Operation>(new Operation.RotateKeys())),
        (1, Gen.Constant<Operation>(new Operation.EndAppSessions())),
        (2, User.Select(Operation (user) => new Operation.FreezeIndex(user))),
        (2, Gen.Constant<Operation>(new Operation.CatchUp())),
        (2, Gen.Constant<Operation>(new Operation.RemoveExpired())),
        (9, Gen.Elements(Seconds).Select(Operation (seconds) => new Operation.Wait(TimeSpan.FromSeconds(seconds)))),
        (6, from session in Which from edge in Gen.Elements(Enum.GetValues<Edge>()) from seconds in Gen.Choose(-1, 1) select (Operation)new Operation.WaitFor(session, edge, seconds)));

    /// <summary>What every mini program does: get a code and log in.</summary>
    private static readonly Gen<Operation[]> Login =
        from user in User
        from nonce in Nonce
        from presented in Which.OrNull()
        from trouble in TroubleAt(Logins)
        select new Operation[] { new Operation.GetCode(user), new Operation.LogIn(0, nonce, presented) { Trouble = trouble } };

    private static readonly Gen<Operation[]> LoginTwice =
        from user in User
        from nonce in Nonce
        select new Operation[] { new Operation.GetCode(user), new Operation.LogInTwice(0, nonce) };

    private static readonly Gen<Operation[]> Deletion =
        from user in User
        from who in Which
        from trouble in TroubleAt(Deletions)
        select new Operation[] { new Operation.GetCode(user), new Operation.DeleteUser(who, 0) { Trouble = trouble } };

    private static readonly Gen<Operation[]> Next = Gen.Frequency((10, Login), (2, LoginTwice), (1, Deletion), (40, OneOperation.Select(operation => new[] { operation })));

    /// <param name="length">The number of operations of each story.</param>
    /// <param name="wanted">Disturbances that every other operation has, so that they happen soon.</param>
    public static Arbitrary<Story> WithLength(int length, IReadOnlyList<Disturbance>? wanted = null) => Arb.From(
        from next in Next.ListOf(length)
        from environments in Environments.ListOf(length)
        select new Story([.. next.SelectMany(operations => operations).Take(length).Select((operation, at) =>
            (wanted is not null && at % 2 == 0 && operation.CanBeDisturbed ? operation with { Trouble = wanted[at / 2 % wanted.Count] } : operation) with { Environment = environments[at] })]),
        story => story.Simpler());

    private static Gen<Disturbance?> TroubleAt(params Place[] places) => Gen.Frequency(
        (14, Gen.Constant<Disturbance?>(null)),
        (2, from place in Gen.Elements(places) from isDone in Gen.Elements(true, false) select (Disturbance?)new Fault(place, isDone)),
        (1, from place in Gen.Elements(places.Where(p => p != Place.WeChat)) from isAfter in Gen.Elements(true, false) from what in Gen.Elements(Enum.GetValues<Event>()) select (Disturbance?)new Interruption(place, isAfter, what)));

    private static Gen<int?> OrNull(this Gen<int> values) => Gen.Frequency((2, Gen.Constant<int?>(null)), (1, values.Select(value => (int?)value)));
}
