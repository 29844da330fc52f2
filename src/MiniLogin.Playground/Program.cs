using MiniLogin.Playground;
using MiniLogin.Playground.Mock;

if (MockStage.IsDeployed)
{
    return await MockStage.RunDeployedAsync();
}

var configuration = new System.CommandLine.InvocationConfiguration
{
    // Ctrl+C is the host's: it lets the requests under way finish.
    ProcessTerminationTimeout = null,
};
return await CommandLine.Create(PlaygroundApp.RunAsync, MockStage.RunAsync).Parse(args).InvokeAsync(configuration);
