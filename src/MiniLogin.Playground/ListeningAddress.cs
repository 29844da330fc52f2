using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace MiniLogin.Playground;

/// <summary>The addresses of the server. Known only after it has started.</summary>
internal static class ListeningAddress
{
    /// <summary>The first address, in the form that a client on this machine can use.</summary>
    public static string First(IServiceProvider services) =>
        All(services).First().Replace("//[::]:", "//localhost:", StringComparison.Ordinal).Replace("//0.0.0.0:", "//localhost:", StringComparison.Ordinal);

    /// <summary>Whether other machines can connect.</summary>
    public static bool IsOpenToNetwork(IServiceProvider services) => All(services).Any(address => !new Uri(address).IsLoopback);

    private static ICollection<string> All(IServiceProvider services) =>
        services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
}
