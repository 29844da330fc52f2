using System.Reflection;

namespace MiniLogin.Tests.Contract;

/// <summary>A service that a test stands in front of.</summary>
#pragma warning disable CA1852 // The proxy derives from it.
internal class Intercepted<T> : DispatchProxy
#pragma warning restore CA1852
    where T : class
{
    private T? _inner;
    private Func<MethodInfo, object?>? _intercept;

    /// <param name="intercept">Gives the answer, throws, or gives null to let the call through.</param>
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
