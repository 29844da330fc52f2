using MiniLogin.Playground.Gateway;

namespace MiniLogin.Playground;

/// <summary>What the command prints once it listens.</summary>
internal static class Banner
{
    public static async Task WriteAsync(TextWriter output, PlaygroundSettings settings, string address, IEnumerable<GatewayFunction> functions)
    {
        await output.WriteLineAsync($"""
            MiniLogin Playground

              {(settings.Console ? "Console" : "Address")}    {address}
              App        {settings.AppId}
              Sessions   {(settings.DynamoDB is null ? "in memory, gone when this stops" : $"in the DynamoDB at {settings.DynamoDB}")}
              WeChat     {(settings.WeChat is null ? "simulated" : settings.WeChat)}

            """);
        foreach (var function in functions.OrderBy(f => f.Path, StringComparer.Ordinal).ThenBy(f => f.Method, StringComparer.Ordinal))
        {
            await output.WriteLineAsync($"  {function.Method,-7}{function.Path}");
        }

        await output.WriteLineAsync("\nCtrl+C stops it.");
    }
}
