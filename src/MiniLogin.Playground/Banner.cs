using MiniLogin.Playground.Kms;
using MiniLogin.Playground.Stacks;
using MiniLogin.Playground.Storage;

namespace MiniLogin.Playground;

/// <summary>The text that the command prints when it is ready.</summary>
internal static class Banner
{
    /// <param name="appRow">Whether the row in the Apps table was written; null without --dynamodb.</param>
    public static async Task WriteAsync(TextWriter output, PlaygroundSettings settings, IServiceProvider services, LocalAppRowState? appRow)
    {
        var address = ListeningAddress.First(services);
        var options = services.GetRequiredService<MiniLoginOptions>();
        await output.WriteLineAsync($"""
            MiniLogin Playground

              {(settings.Console ? "Console" : "Address")}    {address}
              App        {settings.AppId}{(settings.WeComApp is { } weCom ? $", in WeCom {weCom.AppId}" : "")}
              Sessions   {(settings.DynamoDB is null ? "in memory, lost on exit" : $"in the DynamoDB at {settings.DynamoDB}")}
              WeChat     {(settings.WeChat is null ? "simulated" : settings.WeChat)}
            """);
        if (appRow is { } state)
        {
            await output.WriteLineAsync($"""
                  App row    {Describe(state)} {options.AppsTable}
                  KMS        simulated at {address}, with the key {LocalKmsKey.Alias}
                """);
        }
        else if (settings.DynamoDB is not null)
        {
            await output.WriteLineAsync($"  KMS        {options.KmsUrl}");
        }

        if (ListeningAddress.IsOpenToNetwork(services))
        {
            await output.WriteLineAsync("\nEveryone on the network can reach this. Omit --urls to listen on this machine only.");
            foreach (var url in ListeningAddress.OnNetwork(services))
            {
                await output.WriteLineAsync($"  A phone on the network uses {url}");
            }
        }

        var stacks = services.GetRequiredService<HostedStacks>();
        await output.WriteLineAsync();
        foreach (var function in stacks.Find().OrderBy(f => f.Route.Path, StringComparer.Ordinal).ThenBy(f => f.Route.Method, StringComparer.Ordinal))
        {
            await output.WriteLineAsync($"  {function.Route.Method,-7}{function.Route.Path}");
        }

        foreach (var function in stacks.NotServed)
        {
            await output.WriteLineAsync($"  {function}: not served. Start sam local start-lambda, then add the option --lambda http://127.0.0.1:3001");
        }

        await output.WriteLineAsync("\nPress Ctrl+C to stop.");
    }

    private static string Describe(LocalAppRowState state) => state switch
    {
        LocalAppRowState.Written => "written to",
        LocalAppRowState.SecretReplaced => "AppSecret replaced in",
        _ => "already in",
    };
}
