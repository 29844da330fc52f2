using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
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

    /// <summary>The addresses for other machines on the network, if it listens on all: one for each IPv4 address of this machine.</summary>
    public static IEnumerable<string> OnNetwork(IServiceProvider services) => All(services)
        .Select(address => new Uri(address.Replace("//[::]:", "//0.0.0.0:", StringComparison.Ordinal)))
        .Where(url => url.Host == "0.0.0.0")
        .SelectMany(url => Interfaces().Select(ip => $"{url.Scheme}://{ip}:{url.Port}"))
        .Distinct();

    private static IEnumerable<IPAddress> Interfaces() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network.OperationalStatus == OperationalStatus.Up)
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Select(unicast => unicast.Address)
        .Where(ip => ip.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(ip));

    private static ICollection<string> All(IServiceProvider services) =>
        services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
}
