#pragma warning disable RS0030 // The only place that uses the system clock.
using MiniLogin.Cli;

return await new OperatorCommand(new SystemTerminal(), TimeProvider.System, Environment.GetEnvironmentVariable).RunAsync(args, CancellationToken.None);
#pragma warning restore RS0030
