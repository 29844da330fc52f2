using System.Net;
using System.Reflection;
using System.Text;
using MiniLogin.Tests.Template;

namespace MiniLogin.Tests.Contract;

/// <summary>Checks docs/openapi.yaml and docs/contract.md against the code and each other.</summary>
public sealed class ContractTests
{
    private static readonly string LinterFolder = Path.Combine(Repository.Root, "test", "openapi");

    /// <summary>The tests of each outcome.</summary>
    private static readonly ILookup<string, string> Tests = typeof(OutcomeTests).GetMethods()
        .Select(m => (m.Name, m.GetCustomAttribute<OutcomeAttribute>()?.Outcome))
        .Where(t => t.Outcome is not null)
        .ToLookup(t => t.Outcome!, t => t.Name);

    [Fact]
    public async Task The_OpenAPI_document_passes_the_linter()
    {
        Assert.SkipUnless(await Npm.InstallAsync(LinterFolder), "Needs npm, to install the linter.");

        var (exitCode, output) = await Command.RunAsync("npm", ["run", "--silent", "lint"], LinterFolder);

        exitCode.Should().Be(0, output);
    }

    [Fact]
    public void The_documented_routes_are_those_in_the_code() => ApiDocument.Operations.Select(o => o.Route).Should()
        .BeEquivalentTo(AnnotatedFunction.Own.Where(f => f.Route is not null).Select(f => $"{f.HttpMethod} {f.Route!.Template}"));

    [Fact]
    public void Every_documented_outcome_has_a_test() =>
        ApiDocument.Operations.SelectMany(o => o.Outcomes).Distinct().Should().BeEquivalentTo(Tests.Select(t => t.Key));

    [Fact]
    public void Answers_have_no_undocumented_members()
    {
        var open = from schema in ApiDocument.Root["components"]!["schemas"]!.AsObject()
                   where schema.Value!["properties"] is not null && schema.Value["additionalProperties"] is null
                   select schema.Key;

        open.Should().BeEquivalentTo(ApiDocument.Operations.Where(o => o.JsonBody is not null).Select(o => o.JsonBody!["$ref"]!.GetValue<string>().Split('/')[^1]), "only requests may have additional members");
    }

    [Fact]
    public Task The_table_lists_the_test_of_every_route_and_outcome() =>
        GeneratedTable.ShouldBeCurrentAsync("docs/contract.md", "outcomes", Table(), nameof(ContractTests));

    [Theory]
    [InlineData(401, """{"title":"Unauthorized","status":401,"code":"session_invalid","detail":"x","extra":1}""", true, true)]
    [InlineData(401, """{"title":"Unauthorized","status":401,"code":"session_invalid","detail":"x","field":"x"}""", true, true)]
    [InlineData(401, """{"title":"Unauthorized","status":401,"code":"code_rejected","detail":"x"}""", true, true)]
    [InlineData(401, """{"title":"Unauthorized","status":403,"code":"session_invalid","detail":"x"}""", true, true)]
    [InlineData(401, """{"title":"Unauthorized","status":401,"code":"session_invalid"}""", true, true)]
    [InlineData(403, """{"title":"Forbidden","status":403,"code":"user_blocked","detail":"x"}""", true, true)]
    [InlineData(401, """{"title":"Unauthorized","status":401,"code":"session_invalid","detail":"x"}""", false, true)]
    [InlineData(401, """{"title":"Unauthorized","status":401,"code":"session_invalid","detail":"x"}""", true, false)]
    public void An_answer_that_differs_from_the_document_is_detected(int status, string body, bool says, bool forbidsStoring)
    {
        var headers = new Dictionary<string, string> { ["Content-Type"] = "application/problem+json" };
        if (says)
        {
            headers["WWW-Authenticate"] = "Bearer";
        }

        if (forbidsStoring)
        {
            headers["Cache-Control"] = "no-store";
        }

        var look = () => ApiDocument.Operation("GET /session").OutcomeOf(new((HttpStatusCode)status, body, headers));

        look.Should().Throw<Exception>();
    }

    [Fact]
    public void A_documented_answer_is_recognized() => ApiDocument.Operation("GET /session").OutcomeOf(new(
        HttpStatusCode.Unauthorized,
        """{"title":"Unauthorized","status":401,"code":"session_invalid","detail":"x"}""",
        new Dictionary<string, string> { ["Content-Type"] = "application/problem+json", ["Cache-Control"] = "no-store", ["WWW-Authenticate"] = "Bearer" })).Should().Be("401 session_invalid");

    private static string Table()
    {
        var operations = ApiDocument.Operations;
        var table = new StringBuilder($"| outcome | {string.Join(" | ", operations.Select(o => $"`{o.Route}`"))} | tested by `OutcomeTests.` |\n");
        table.Append($"|---|{string.Concat(operations.Select(_ => ":-:|"))}---|\n");
        foreach (var outcome in operations.SelectMany(o => o.Outcomes).Distinct().Order(StringComparer.Ordinal))
        {
            var cells = string.Join(" | ", operations.Select(o => o.Outcomes.Contains(outcome) ? "●" : " "));
            var tests = string.Join(", ", Tests[outcome].Order(StringComparer.Ordinal).Select(test => $"`{test}`"));
            table.Append($"| {outcome} | {cells} | {tests} |\n");
        }

        return table.ToString();
    }
}
