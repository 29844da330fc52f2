using MiniLogin.Playground;
using MiniLogin.Playground.Mock;

return MockStage.IsDeployed ? await MockStage.RunDeployedAsync() : await Playground.RunAsync(args);
