using MiniLogin.Playground.Gateway;
using MiniLogin.Playground.Kms;
using MiniLogin.Playground.Storage;

namespace MiniLogin.Playground;

/// <summary>What the command prints once it listens.</summary>
internal static class Banner
{
    /// <param name="appRow">What became of the row in the Apps table; null when the Playground writes none.</param>
    public static async Task WriteAsync(TextWriter output, PlaygroundSettings settings, IServiceProvider services, LocalAppRowState? appRow)
    {
        var address = ListeningAddress.First(services);
        var options = services.GetRequiredService<MiniLoginOptions>();
        await output.WriteLineAsync($"""
            MiniLogin Playground

              {(settings.Console ? "Console" : "Address")}    {address}
              App        {settings.AppId}
              Sessions   {(settings.DynamoDB is null ? "in memory, gone when this stops" : $"in the DynamoDB at {settings.DynamoDB}")}
              WeChat     {(settings.WeChat is null ? "simulated" : settings.WeChat)}
            """);
        if (appRow is { } state)
        {
            await output.WriteLineAsync($"""
                  App row    {Said(state)} {options.AppsTable}
                  KMS        simulated at {address}, with the key {LocalKmsKey.Alias}
                """);
        }
        else if (settings.DynamoDB is not null)
        {
            await output.WriteLineAsync($"  KMS        {options.KmsUrl}");
        }

        if (ListeningAddress.IsOpenToNetwork(services))
        {
            await output.WriteLineAsync("\nEveryone on the network can reach this. Without --urls it listens on this machine only.");
        }

        await output.WriteLineAsync();
        foreach (var function in services.GetRequiredService<IReadOnlyList<GatewayFunction>>().OrderBy(f => f.Path, StringComparer.Ordinal).ThenBy(f => f.Method, StringComparer.Ordinal))
        {
            await output.WriteLineAsync($"  {function.Method,-7}{function.Path}");
        }

        await output.WriteLineAsync("\nCtrl+C stops it.");
    }

    private static string Said(LocalAppRowState state) => state switch
    {
        LocalAppRowState.Written => "written to",
        LocalAppRowState.SecretReplaced => "given this AppSecret in",
        _ => "already in",
    };
}
