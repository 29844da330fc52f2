using System.Reflection;
using System.Runtime.CompilerServices;
using MiniLogin.Cli;
using MiniLogin.Functions;
using MiniLogin.Playground;

namespace MiniLogin.Tests.Conventions;

/// <summary>Conventions that the compiler does not enforce.</summary>
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
            .And.NotContain(name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) && name != "Microsoft.AspNetCore.WebUtilities");
        References(Cli).Should().Contain(Name(Product)).And.NotContain([Name(Functions), Name(Playground)]);
        References(Playground).Should().Contain([Name(Product), Name(Functions)]);
    }

    [Fact]
    public void The_library_exposes_only_what_your_own_functions_need() => Product.GetExportedTypes().Where(t => !t.IsNested).Select(t => t.FullName).Should().BeEquivalentTo(
        "MiniLogin.MiniLoginOptions",
        "MiniLogin.MiniLoginServices",
        "MiniLogin.StoreUnavailableException",
        "MiniLogin.Sessions.Session",
        "MiniLogin.Sessions.SessionCheck",
        "MiniLogin.Sessions.SessionClient",
        "MiniLogin.Sessions.SessionService",
        "MiniLogin.Sessions.SessionToken",
        "MiniLogin.Apps.AppId",
        "MiniLogin.WeChat.AccessTokenFailure",
        "MiniLogin.WeChat.AccessTokenResult",
        "MiniLogin.WeChat.AccessTokenService",
        "MiniLogin.Users.UserKey");

    [Fact]
    public void The_functions_project_exposes_only_what_the_Lambda_runtime_needs() => Own(Functions).Where(t => t.IsPublic).Select(t => t.FullName)
        .Should().BeEquivalentTo("MiniLogin.Functions.Startup", "MiniLogin.Functions.LambdaEventJson", "MiniLogin.Functions.Apps.AccessTokenRequest", "MiniLogin.Functions.Apps.AccessTokenAnswer");

    [Fact]
    public void Classes_are_sealed_or_the_base_of_a_closed_hierarchy()
    {
        var open = new[] { Product, Functions, Playground, Cli }.SelectMany(Own)
            .Where(t => t is { IsClass: true, IsSealed: false } && !IsClosed(t));

        open.Should().BeEmpty();
    }

    [Fact]
    public void A_file_has_at_most_300_lines() =>
        SourceFiles().Where(file => File.ReadLines(file).Count() > 300).Should().BeEmpty();

    [Fact]
    public async Task The_top_level_has_only_what_a_reader_expects_there()
    {
        var (exitCode, files) = await Command.RunAsync("git", ["ls-files"], Repository.Root);
        Assert.SkipWhen(exitCode != 0, "Needs git and a checkout.");

        files.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(file => file.Split('/')[0]).Distinct().Where(name => name[0] != '.').Should().BeEquivalentTo(
            "AGENTS.md", "CHANGELOG.md", "CONTRIBUTING.md", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "LICENSE", "Lambda.sln", "README.md", "README.zh-CN.md",
            "SECURITY.md", "docs", "eng", "events", "global.json", "samconfig.toml", "samples", "src", "template.yaml", "test");
    }

    /// <summary>The order of <c>dotnet format</c>: namespaces, static types, aliases; System first.</summary>
    [Fact]
    public void Usings_are_in_order() => SourceFiles("src").Concat(SourceFiles("test")).Where(file => !IsInOrder(file)).Should().BeEmpty();

    private static bool IsInOrder(string file)
    {
        var usings = File.ReadLines(file).SkipWhile(line => !line.StartsWith("using ", StringComparison.Ordinal)).TakeWhile(line => line.StartsWith("using ", StringComparison.Ordinal))
            .Select(line => line["using ".Length..].TrimEnd(';')).ToList();
        return usings.SequenceEqual(usings
            .OrderBy(name => name.Contains('=', StringComparison.Ordinal) ? 2 : name.StartsWith("static ", StringComparison.Ordinal) ? 1 : 0)
            .ThenBy(name => name.Split(' ')[^1].Split('.')[0] != "System")
            .ThenBy(name => name, StringComparer.OrdinalIgnoreCase));
    }

    private static IEnumerable<string> SourceFiles(string folder = "src") => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

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
