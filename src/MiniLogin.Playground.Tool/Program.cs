using MiniLogin.Playground;

return await Playground.RunAsync(args);
