using System.ComponentModel;
using System.Diagnostics;

namespace MiniLogin.Cli.Console;

/// <summary>Opens the operator's browser. If there is none, the printed address remains.</summary>
internal static class Browser
{
    /// <summary>
    /// Other users of this machine may read the address in the list of processes. It works once, so the operator notices if somebody was
    /// faster.
    /// </summary>
    public static void TryOpen(string address)
    {
        // Without a display, xdg-open may start a browser in the terminal.
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("DISPLAY") is null or "" && Environment.GetEnvironmentVariable("WAYLAND_DISPLAY") is null or "")
        {
            return;
        }

        try
        {
            using var browser = Process.Start(new ProcessStartInfo(address) { UseShellExecute = true });
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            // The operator opens the printed address.
        }
    }
}
