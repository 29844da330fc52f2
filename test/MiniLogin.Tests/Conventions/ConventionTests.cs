using System.Reflection;
using System.Runtime.CompilerServices;
using MiniLogin.Cli;
using MiniLogin.Functions;
using MiniLogin.Playground;

namespace MiniLogin.Tests.Conventions;

/// <summary>Habits of this code base that the compiler does not keep.</summary>
public sealed class ConventionTests
{
    private static readonly Assembly Product = typeof(MiniLoginServices).Assembly;
    private static readonly Assembly Functions = typeof(Startup).Assembly;
    private static readonly Assembly Cli = typeof(OperatorCommand).Assembly;
    private static readonly Assembly Playground = typeof(PlaygroundSettings).Assembly;

    [Fact]
    public void Dependencies_point_one_way()
    {
        References(Product).Should().NotContain([Name(Functions), Name(Playground), Name(Cli)])
            .And.NotContain(name => name.StartsWith("Amazon.Lambda", StringComparison.Ordinal) || name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
        References(Functions).Should().Contain(Name(Product)).And.NotContain(Name(Playground))
            .And.NotContain(name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
        References(Cli).Should().Contain(Name(Product)).And.NotContain([Name(Functions), Name(Playground)]);
        References(Playground).Should().Contain([Name(Product), Name(Functions)]);
    }

    [Fact]
    public void What_is_public_is_what_another_project_needs() => Product.GetExportedTypes().Where(t => !t.IsNested).Select(t => t.FullName).Should().BeEquivalentTo(
        "MiniLogin.LogEvents",
        "MiniLogin.MiniLoginOptions",
        "MiniLogin.MiniLoginServices",
        "MiniLogin.StoreUnavailableException",
        "MiniLogin.Apps.App",
        "MiniLogin.Apps.AppCredentials",
        "MiniLogin.Apps.IAppRegistry",
        "MiniLogin.Apps.InMemoryAppRegistry",
        "MiniLogin.Apps.MiniProgramReferer",
        "MiniLogin.Apps.SecretKey",
        "MiniLogin.Avatars.AvatarOutcome",
        "MiniLogin.Avatars.AvatarService",
        "MiniLogin.Avatars.StoredAvatar",
        "MiniLogin.Login.IdentityConfirmation",
        "MiniLogin.Login.LoginOutcome",
        "MiniLogin.Login.LoginRequest",
        "MiniLogin.Login.LoginService",
        "MiniLogin.Sessions.ListedSession",
        "MiniLogin.Sessions.Session",
        "MiniLogin.Sessions.SessionCheck",
        "MiniLogin.Sessions.SessionClient",
        "MiniLogin.Sessions.SessionCursor",
        "MiniLogin.Sessions.SessionList",
        "MiniLogin.Sessions.SessionPage",
        "MiniLogin.Sessions.SessionService",
        "MiniLogin.Sessions.SessionToken",
        "MiniLogin.Users.AccountExport",
        "MiniLogin.Users.AccountService",
        "MiniLogin.Users.BoundPhone",
        "MiniLogin.Users.PhoneOutcome",
        "MiniLogin.Users.PhoneService",
        "MiniLogin.Users.ProfileOutcome",
        "MiniLogin.Users.ProfileService",
        "MiniLogin.Users.User",
        "MiniLogin.Users.UserProfile",
        "MiniLogin.Users.UserService",
        "MiniLogin.Wafer.WaferBody`1",
        "MiniLogin.Wafer.WaferErrors",
        "MiniLogin.Wafer.WaferHeaders",
        "MiniLogin.Wafer.WaferLogin",
        "MiniLogin.Wafer.WaferSession",
        "MiniLogin.Wafer.WaferUserInfo",
        "MiniLogin.WeChat.SentProfile",
        "MiniLogin.WeChat.SessionKeyOutcome",
        "MiniLogin.WeChat.SessionKeyService");

    [Fact]
    public void Of_the_functions_only_what_the_Lambda_runtime_finds_is_public() => Own(Functions).Where(t => t.IsPublic).Select(t => t.FullName)
        .Should().BeEquivalentTo("MiniLogin.Functions.Startup", "MiniLogin.Functions.LambdaEventJson");

    [Fact]
    public void Classes_are_sealed_or_the_head_of_a_closed_family()
    {
        var open = new[] { Product, Functions, Playground, Cli }.SelectMany(Own)
            .Where(t => t is { IsClass: true, IsSealed: false } && !IsClosed(t));

        open.Should().BeEmpty();
    }

    [Fact]
    public void A_file_is_one_type_and_short()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal)))
        {
            var lines = File.ReadAllLines(file);
            lines.Length.Should().BeLessThan(250, file);
            lines.Count(IsTopLevelType).Should().BeLessThanOrEqualTo(1, file);
            lines.Where(IsTopLevelType).Should().NotContain(line => !line.Contains(Path.GetFileNameWithoutExtension(file), StringComparison.Ordinal), file);
        }
    }

    private static bool IsTopLevelType(string line) =>
        (line.StartsWith("public ", StringComparison.Ordinal) || line.StartsWith("internal ", StringComparison.Ordinal))
        && new[] { " class ", " record ", " interface ", " enum ", " struct " }.Any(word => line.Contains(word, StringComparison.Ordinal));

    private static bool IsClosed(Type type) => type.IsAbstract && type.GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public).All(c => c.IsPrivate || c.IsFamilyAndAssembly || c.IsFamily && c.GetParameters() is [{ ParameterType: var copied }] && copied == type);

    private static IEnumerable<Type> Own(Assembly assembly) => assembly.GetTypes().Where(t =>
        t.Namespace?.StartsWith("MiniLogin", StringComparison.Ordinal) == true
        && !t.Name.Contains('<', StringComparison.Ordinal)
        && !t.IsDefined(typeof(CompilerGeneratedAttribute))
        && !t.Name.EndsWith("_Generated", StringComparison.Ordinal)
        && t.Name != "GeneratedProgram");

    private static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies().Select(a => a.Name!);

    private static string Name(Assembly assembly) => assembly.GetName().Name!;
}
