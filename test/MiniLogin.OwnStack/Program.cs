using MiniLogin.OwnStack;
using MiniLogin.Playground;

return await Playground.RunAsync(args, typeof(NoteFunctions).Assembly, "template.yaml");
