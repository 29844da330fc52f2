using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace MiniLogin.Playground;

/// <summary>Where the server listens; known once it does.</summary>
internal static class ListeningAddress
{
    /// <summary>The first address, as something on this machine calls it.</summary>
    public static string First(IServiceProvider services) =>
        All(services).First().Replace("//[::]:", "//localhost:", StringComparison.Ordinal).Replace("//0.0.0.0:", "//localhost:", StringComparison.Ordinal);

    /// <summary>Whether other machines can call it.</summary>
    public static bool IsOpenToNetwork(IServiceProvider services) => All(services).Any(address => !new Uri(address).IsLoopback);

    private static ICollection<string> All(IServiceProvider services) =>
        services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
}
