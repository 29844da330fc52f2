using System.Reflection.Metadata;

[assembly: MetadataUpdateHandler(typeof(MiniLogin.Playground.Stacks.HotReload))]

namespace MiniLogin.Playground.Stacks;

/// <summary>Called by <c>dotnet watch</c> when the code of a stack has changed.</summary>
internal static class HotReload
{
    public static event Action? Updated;

#pragma warning disable IDE0060 // The signature is given.
    public static void UpdateApplication(Type[]? types) => Updated?.Invoke();
#pragma warning restore IDE0060
}
