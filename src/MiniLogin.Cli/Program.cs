#pragma warning disable RS0030 // Here the time comes in.
using MiniLogin.Cli;

return await new OperatorCommand(new SystemTerminal(), TimeProvider.System, Environment.GetEnvironmentVariable).RunAsync(args, CancellationToken.None);
#pragma warning restore RS0030
