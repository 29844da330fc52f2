using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Sessions;
using MiniLogin.Users;

namespace MiniLogin.Tests.Model;

/// <summary>A store whose calls can fail before or after their work.</summary>
#pragma warning disable CA1852 // The proxy derives from it.
internal class FaultyStore<T> : DispatchProxy
#pragma warning restore CA1852
    where T : class
{
    private static readonly MethodInfo Fail = typeof(FaultyStore<T>).GetMethod(nameof(FailAsync), BindingFlags.NonPublic | BindingFlags.Static)!;

    private T? _inner;
    private FaultSwitch? _faults;

    public static void Add(IServiceCollection services, FaultSwitch faults)
    {
        var inner = services.Last(s => s.ServiceType == typeof(T));
        services.AddSingleton(provider =>
        {
            var proxy = Create<T, FaultyStore<T>>();
            var self = (FaultyStore<T>)(object)proxy;
            self._inner = (T)(inner.ImplementationInstance ?? inner.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!));
            self._faults = faults;
            return proxy;
        });
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (PlaceOf(targetMethod!.Name) is not { } place || _faults!.Take(place) is not { } fault)
        {
            return Call();
        }

        return Fail.MakeGenericMethod(targetMethod.ReturnType.GenericTypeArguments).Invoke(null, [fault.IsDone ? Call() : null]);

        object? Call() => targetMethod.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
    }

    private static async Task<TResult> FailAsync<TResult>(Task<TResult>? work)
    {
        if (work is not null)
        {
            await work;
        }

        throw new StoreUnavailableException("Injected.");
    }

    private static Place? PlaceOf(string method) => (typeof(T).Name, method) switch
    {
        (nameof(ISessionStore), nameof(ISessionStore.FindAsync)) => Place.ReadSession,
        (nameof(ISessionStore), nameof(ISessionStore.CreateAsync)) => Place.CreateSession,
        (nameof(ISessionStore), nameof(ISessionStore.ExtendAsync)) => Place.Extend,
        (nameof(ISessionStore), nameof(ISessionStore.EndAsync)) => Place.EndSession,
        (nameof(ISessionStore), nameof(ISessionStore.EndByIdAsync)) => Place.EndById,
        (nameof(ISessionStore), nameof(ISessionStore.EndSoonAsync)) => Place.EndSoon,
        (nameof(ISessionStore), nameof(ISessionStore.ListAsync)) => Place.ListSessions,
        (nameof(IUserStore), nameof(IUserStore.FindAsync)) => Place.ReadUser,
        (nameof(IUserStore), nameof(IUserStore.RecordLoginAsync)) => Place.RecordLogin,
        (nameof(IUserStore), nameof(IUserStore.EndSessionsAsync)) => Place.EndAllOfUser,
        (nameof(IUserStore), nameof(IUserStore.DeleteAsync)) => Place.DeleteUser,
        _ => null,
    };
}
