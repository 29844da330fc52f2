using System.Reflection;
using MiniLogin.Playground;
using MiniLogin.Sessions;

// Whatever an assembly of the packages refers to is there.
foreach (var assembly in (Assembly[])[typeof(SessionToken).Assembly, typeof(Playground).Assembly, Assembly.Load("MiniLogin.Functions")])
{
    foreach (var reference in assembly.GetReferencedAssemblies())
    {
        Assembly.Load(reference);
    }
}

return await Playground.RunAsync(["--help"]);
