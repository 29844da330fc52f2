using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Sessions;
using MiniLogin.Users;

namespace MiniLogin.Tests.Model;

/// <summary>
/// A store whose calls can fail before or after their work, or be interrupted by something else, and whose index can lag.
/// </summary>
#pragma warning disable CA1852 // The proxy derives from it.
internal class FaultyStore<T> : DispatchProxy
#pragma warning restore CA1852
    where T : class
{
    private static readonly MethodInfo Run = typeof(FaultyStore<T>).GetMethod(nameof(RunAsync), BindingFlags.NonPublic | BindingFlags.Instance)!;

    private T? _inner;
    private Trouble? _trouble;

    public static void Add(IServiceCollection services, Trouble trouble)
    {
        var inner = services.Last(s => s.ServiceType == typeof(T));
        services.AddSingleton(provider =>
        {
            var proxy = Create<T, FaultyStore<T>>();
            var self = (FaultyStore<T>)(object)proxy;
            self._inner = (T)(inner.ImplementationInstance ?? inner.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!));
            self._trouble = trouble;
            return proxy;
        });
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        Func<object?> call = () => targetMethod!.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
        if (PlaceOf(targetMethod!.Name) is not { } place)
        {
            return call();
        }

        if (place == Place.ListSessions && _inner is ISessionStore sessions)
        {
            call = () => _trouble!.Lag.ListAsync(sessions, (UserKey)args![0]!, (SessionCursor?)args[1], (int)args[2]!);
        }

        return targetMethod.ReturnType == typeof(Task)
            ? RunAsync<bool>(place, () => WithResultAsync((Task)call()!))
            : Run.MakeGenericMethod(targetMethod.ReturnType.GenericTypeArguments).Invoke(this, [place, call]);
    }

    private static async Task<bool> WithResultAsync(Task task)
    {
        await task;
        return true;
    }

    private async Task<TResult> RunAsync<TResult>(Place place, Func<object?> call)
    {
        var faults = _trouble!.Faults;
        if (faults.Take(place, isAfter: false) is { } before)
        {
            await _trouble.InterruptAsync(before);
        }

        var fault = faults.Take(place);
        if (fault is { IsDone: false })
        {
            throw new StoreUnavailableException("Injected.");
        }

        var result = await (Task<TResult>)call()!;
        if (faults.Take(place, isAfter: true) is { } after)
        {
            await _trouble.InterruptAsync(after);
        }

        return fault is null ? result : throw new StoreUnavailableException("Injected.");
    }

    private static Place? PlaceOf(string method) => (typeof(T).Name, method) switch
    {
        (nameof(ISessionStore), nameof(ISessionStore.FindAsync)) => Place.ReadSession,
        (nameof(ISessionStore), nameof(ISessionStore.CreateAsync)) => Place.CreateSession,
        (nameof(ISessionStore), nameof(ISessionStore.ExtendAsync)) => Place.Extend,
        (nameof(ISessionStore), nameof(ISessionStore.EndAsync)) => Place.EndSession,
        (nameof(ISessionStore), nameof(ISessionStore.EndByIdAsync)) => Place.EndById,
        (nameof(ISessionStore), nameof(ISessionStore.EraseAsync)) => Place.EraseSession,
        (nameof(ISessionStore), nameof(ISessionStore.EndSoonAsync)) => Place.EndSoon,
        (nameof(ISessionStore), nameof(ISessionStore.ListAsync)) => Place.ListSessions,
        (nameof(IUserStore), nameof(IUserStore.FindAsync)) => Place.ReadUser,
        (nameof(IUserStore), nameof(IUserStore.RecordLoginAsync)) => Place.RecordLogin,
        (nameof(IUserStore), nameof(IUserStore.EndSessionsAsync)) => Place.EndAllOfUser,
        (nameof(IUserStore), nameof(IUserStore.DeleteAsync)) => Place.DeleteUser,
        (nameof(IDeletionStore), nameof(IDeletionStore.RecordAsync)) => Place.RecordDeletion,
        _ => null,
    };
}
