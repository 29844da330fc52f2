using System.ComponentModel;

namespace MiniLogin.Tests.Support;

internal static class Npm
{
    /// <summary>Installs the packages of the folder's lock file. Returns false if npm is missing.</summary>
    public static async Task<bool> InstallAsync(string folder)
    {
        var installed = Path.Combine(folder, "node_modules", ".package-lock.json");
        if (File.Exists(installed) && File.GetLastWriteTimeUtc(installed) >= File.GetLastWriteTimeUtc(Path.Combine(folder, "package-lock.json")))
        {
            return true;
        }

        try
        {
            var (exitCode, output) = await Command.RunAsync(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--no-audit", "--no-fund"], folder);
            Assert.True(exitCode == 0, $"npm ci in {folder} failed:\n{output}");
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
