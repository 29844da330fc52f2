using System.Reflection;

namespace MiniLogin.Tests.Contract;

/// <summary>A proxy that lets a test intercept the calls to a service.</summary>
#pragma warning disable CA1852 // The proxy derives from it.
internal class Intercepted<T> : DispatchProxy
#pragma warning restore CA1852
    where T : class
{
    private T? _inner;
    private Func<MethodInfo, object?>? _intercept;

    /// <param name="intercept">Returns the answer, throws, or returns null to pass the call on.</param>
    public static T Create(T inner, Func<MethodInfo, object?> intercept)
    {
        var proxy = Create<T, Intercepted<T>>();
        var self = (Intercepted<T>)(object)proxy;
        self._inner = inner;
        self._intercept = intercept;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        _intercept!(targetMethod!) ?? targetMethod!.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
}
