using MiniLogin.Playground;
using Shop;

return await Playground.RunAsync(args, typeof(OrderFunctions).Assembly, "template.yaml");
