using MiniLogin.Playground;

var configuration = new System.CommandLine.InvocationConfiguration
{
    // Ctrl+C is the host's: it lets the requests under way finish.
    ProcessTerminationTimeout = null,
};
return await CommandLine.Create(PlaygroundApp.RunAsync).Parse(args).InvokeAsync(configuration);
