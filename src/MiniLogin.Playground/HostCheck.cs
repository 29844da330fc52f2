using System.Net;

namespace MiniLogin.Playground;

/// <summary>
/// Refuses requests to names that are not known to be this machine. A web page can give its own name the address of this machine (DNS
/// rebinding); the browser then lets the page use everything here. It sends that name as the <c>Host</c>.
/// </summary>
internal static class HostCheck
{
    /// <summary>The name under which the containers of <c>sam local</c> reach this machine.</summary>
    private const string DockerHost = "host.docker.internal";

    /// <summary>Answers 421 unless the host is localhost, an IP address, or a name from <c>--host</c> or <c>--urls</c>.</summary>
    public static void UseHostCheck(this IApplicationBuilder app, PlaygroundSettings settings)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "localhost", DockerHost };
        names.UnionWith(settings.Hosts ?? []);
        names.UnionWith(settings.Urls.Split(';').Select(BindingAddress.Parse).Select(address => address.Host));
        app.Use((http, next) => names.Contains(http.Request.Host.Host) || IPAddress.TryParse(http.Request.Host.Host, out _)
            ? next(http)
            : Refused(http.Request.Host.Host).ExecuteAsync(http));
    }

    private static IResult Refused(string host) => Results.Problem(
        $"The Playground does not accept requests for the host '{host}'. If it is a name of this machine, start the Playground with --host {host}",
        statusCode: StatusCodes.Status421MisdirectedRequest, title: "Unknown host.",
        extensions: new Dictionary<string, object?> { ["code"] = "host_unknown" });
}
