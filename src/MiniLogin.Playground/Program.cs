using MiniLogin.Playground;
using MiniLogin.Playground.Mock;

if (MockStage.IsDeployed)
{
    return await MockStage.RunDeployedAsync();
}

var configuration = new System.CommandLine.InvocationConfiguration
{
    // The host handles Ctrl+C and lets running requests finish.
    ProcessTerminationTimeout = null,
};
return await CommandLine.Create(PlaygroundApp.RunAsync, MockStage.RunAsync).Parse(args).InvokeAsync(configuration);
