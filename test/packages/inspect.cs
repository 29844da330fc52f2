#:property PublishAot=false
// dotnet run inspect.cs -- FEED VERSION COMMIT REPOSITORY
// Checks the packages in a folder: what they say of themselves, what they contain and what they depend on. Prints every finding.
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

var (feed, version, commit, repository) = (args[0], args[1], args[2], args[3]);
var findings = 0;

// The kind of each package, and what lib/net10.0 holds.
Dictionary<string, (string Kind, string[] Library)> wanted = new()
{
    ["MiniLogin"] = ("Dependency", ["MiniLogin"]),
    ["MiniLogin.Playground"] = ("Dependency", ["MiniLogin.Functions", "MiniLogin.Playground"]),
    ["MiniLogin.Cli"] = ("DotnetTool", []),
    ["MiniLogin.Playground.Tool"] = ("DotnetTool", []),
    ["MiniLogin.Templates"] = ("Template", []),
};
Dictionary<string, string> commands = new() { ["MiniLogin.Cli"] = "minilogin", ["MiniLogin.Playground.Tool"] = "minilogin-playground" };

Equal("packages", wanted.Keys.Order(), Directory.GetFiles(feed, "*.nupkg").Select(file => Path.GetFileName(file).Replace($".{version}.nupkg", "")).Order());
foreach (var (id, (kind, library)) in wanted.Where(p => File.Exists(Nupkg(p.Key))))
{
    using var package = ZipFile.OpenRead(Nupkg(id));
    var names = package.Entries.Select(entry => entry.FullName).ToList();
    var nuspec = XDocument.Load(package.GetEntry($"{id}.nuspec")!.Open());
    string? Said(string name) => nuspec.Descendants().FirstOrDefault(e => e.Name.LocalName == name)?.Value;
    string? Of(string name, string attribute) => (string?)nuspec.Descendants().FirstOrDefault(e => e.Name.LocalName == name)?.Attribute(attribute);

    Equal($"{id}: id", id, Said("id"));
    Equal($"{id}: version", version, Said("version"));
    Equal($"{id}: licence", "Apache-2.0", Said("license"));
    Equal($"{id}: repository", $"{repository} {commit}", $"{Of("repository", "url")} {Of("repository", "commit")}");
    Equal($"{id}: website", repository, Said("projectUrl"));
    True($"{id}: a description of a sentence or two", Said("description") is { Length: > 40 and < 300 });
    True($"{id}: release notes that name the changelog", Said("releaseNotes")?.EndsWith("/CHANGELOG.md") == true);

    // A relative link leads nowhere on nuget.org.
    var readme = Text(package.GetEntry(Said("readme") ?? "no readme"));
    True($"{id}: a readme", readme.StartsWith("# ") && readme.Length > 200);
    True($"{id}: no relative link in the readme", !Regex.IsMatch(readme, @"\]\((?!https://)"));

    Equal($"{id}: kind", kind, Of("packageType", "name") ?? "Dependency");
    True($"{id}: neither content nor settings of tools", kind == "Template" || !names.Any(name => Regex.IsMatch(name, @"^content|^build|template\.yaml$|samconfig|aws-lambda-tools-defaults")));
    True($"{id}: nothing called bootstrap", !names.Any(name => name.Contains("bootstrap", StringComparison.OrdinalIgnoreCase)));
    True($"{id}: no dependency on stand-ins", !nuspec.ToString().Contains("StandIn"));

    var own = package.Entries.Where(entry => Regex.IsMatch(entry.Name, @"^MiniLogin.*\.dll$") && !IsStub(entry)).ToList();
    foreach (var assembly in own)
    {
        using var file = new PEReader(new MemoryStream(Bytes(assembly)));
        var metadata = file.GetMetadataReader();
        var foreign = metadata.TypeDefinitions.Select(type => metadata.GetString(metadata.GetTypeDefinition(type).Namespace)).Where(name => Regex.IsMatch(name, @"^(Amazon|AWS)(\.|$)"));
        Equal($"{id}: types in Amazon's namespaces in {assembly.Name}", [], foreign.Distinct());
        True($"{id}: {assembly.Name} was compiled reproducibly", file.ReadDebugDirectory().Any(entry => entry.Type == DebugDirectoryEntryType.Reproducible));
    }

    Equal($"{id}: lib", library.SelectMany(name => (string[])[$"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml"]).Order(), names.Where(name => name.StartsWith("lib/")).Order());
    if (kind == "DotnetTool")
    {
        var settings = XDocument.Load(package.Entries.Single(entry => entry.Name == "DotnetToolSettings.xml").Open());
        Equal($"{id}: command", commands[id], (string?)settings.Descendants("Command").Single().Attribute("Name"));
    }

    using var symbols = own.Count > 0 ? ZipFile.OpenRead(Path.ChangeExtension(Nupkg(id), "snupkg")) : null;
    foreach (var assembly in own)
    {
        var pdb = symbols!.Entries.SingleOrDefault(entry => entry.FullName == Path.ChangeExtension(assembly.FullName, "pdb"));
        True($"{id}: symbols of {assembly.FullName}", pdb is not null);
        if (pdb is not null)
        {
            using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(Bytes(pdb)));
            var reader = provider.GetMetadataReader();
            // SourceLink's record.
            var links = reader.CustomDebugInformation.Select(reader.GetCustomDebugInformation).Where(i => reader.GetGuid(i.Kind) == new Guid("CC110556-A091-4D38-9FEC-25AB9A351A6A")).Select(i => Encoding.UTF8.GetString(reader.GetBlobBytes(i.Value)));
            True($"{id}: {pdb.Name} links to the sources of the commit", links.Any(link => link.Contains($"/{commit}/")));
            True($"{id}: {pdb.Name} names no folder of this machine", reader.Documents.All(d => reader.GetString(reader.GetDocument(d).Name).StartsWith("/_")));
        }
    }

    foreach (var dependency in nuspec.Descendants().Where(e => e.Name.LocalName == "dependency"))
    {
        var (name, range) = ((string)dependency.Attribute("id")!, (string)dependency.Attribute("version")!);
        if (name.StartsWith("MiniLogin"))
        {
            Equal($"{id}: version of {name}", version, range);
        }
        else if (id == "MiniLogin")
        {
            // An exact version would forbid the user a newer AWS SDK.
            True($"{id}: a range of {name}, not {range}", !Regex.IsMatch(range, @"^\[[^,]*\]$"));
        }
    }
}

using (var playground = ZipFile.OpenRead(Nupkg("MiniLogin.Playground")))
{
    var nuspec = Text(playground.GetEntry("MiniLogin.Playground.nuspec"));
    foreach (var id in (string[])["Amazon.Lambda.Annotations", "Amazon.Lambda.APIGatewayEvents", "Amazon.Lambda.Core", "Amazon.Lambda.RuntimeSupport", "Amazon.Lambda.Serialization.SystemTextJson", "AWS.Lambda.Powertools.Logging", "MiniLogin"])
    {
        True($"MiniLogin.Playground: depends on {id}", nuspec.Contains($"""<dependency id="{id}" """));
    }

    True("MiniLogin.Playground: refers to ASP.NET Core", nuspec.Contains("""<frameworkReference name="Microsoft.AspNetCore.App" />"""));
}

using (var templates = ZipFile.OpenRead(Nupkg("MiniLogin.Templates")))
{
    var versions = templates.GetEntry("content/minilogin-app/Directory.Packages.props");
    True("MiniLogin.Templates: an app refers to packages of this version", Text(versions).Contains($"<MiniLoginVersion>{version}</MiniLoginVersion>"));
    True("MiniLogin.Templates: nothing that was built", !templates.Entries.Any(entry => Regex.IsMatch(entry.FullName, "/(bin|obj|node_modules|artifacts)/")));
}

Console.WriteLine(findings == 0 ? $"{wanted.Count} packages, no findings." : $"{findings} findings.");
return findings == 0 ? 0 : 1;

string Nupkg(string id) => Path.Combine(feed, $"{id}.{version}.nupkg");

// In place of Amazon's assemblies, which a tool contains like all its dependencies.
static bool IsStub(ZipArchiveEntry entry) => entry.FullName.StartsWith("tools/") && entry.Name == "MiniLogin.LambdaStandIns.dll";

static byte[] Bytes(ZipArchiveEntry entry)
{
    using var content = new MemoryStream();
    using (var stream = entry.Open())
    {
        stream.CopyTo(content);
    }

    return content.ToArray();
}

static string Text(ZipArchiveEntry? entry) => entry is null ? "" : Encoding.UTF8.GetString(Bytes(entry)).TrimStart('\uFEFF');

void Equal<T>(string what, T wanted, T found)
{
    var (left, right) = (Show(wanted), Show(found));
    True($"{what}: wanted {left}, found {right}", left == right);

    static string Show(T value) => value is IEnumerable<string> list ? $"[{string.Join(", ", list)}]" : value?.ToString() ?? "nothing";
}

void True(string what, bool isTrue)
{
    if (!isTrue)
    {
        findings++;
        Console.WriteLine($"finding: {what}");
    }
}
