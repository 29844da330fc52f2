using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using MiniLogin.OwnStack;
using MiniLogin.Tests.Running;

namespace MiniLogin.Tests.OwnStack;

/// <summary>The Playground serves a stack of one's own, test/MiniLogin.OwnStack, as a deployment beside MiniLogin would.</summary>
[Slow]
public sealed class OwnStackTests(OwnStackTests.Running running) : IClassFixture<OwnStackTests.Running>
{
    private static readonly Assembly Program = typeof(NoteFunctions).Assembly;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_function_gets_the_user_of_the_session()
    {
        using var lilei = await running.Playground.LogInAsync("lilei");

        var caller = (await lilei.GetFromJsonAsync<JsonObject>("/note/caller", Stop))!;

        var session = (await lilei.GetFromJsonAsync<JsonObject>("/session", Stop))!;
        var openId = session["user"]!["openId"]!.GetValue<string>();
        caller.Select(value => $"{value.Key}={value.Value}").Should().BeEquivalentTo($"userKey={World.AppId}#{openId}", $"appId={World.AppId}", $"openId={openId}", $"sessionId={session["id"]}");
    }

    [Theory]
    [InlineData(null, 401, """{"message":"Unauthorized"}""")]
    [InlineData("Bearer nothing", 403, """{"message":"Forbidden"}""")]
    public async Task A_call_without_a_live_session_gets_the_answer_of_API_Gateway(string? authorization, int status, string body)
    {
        // A function that was just written is not in the template yet. It is guarded all the same.
        foreach (var path in new[] { "/note/caller", "/note/just-written" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("Authorization", authorization);

            var reply = await Reply.OfAsync(running.Playground.Http, request);

            reply.Status.Should().Be((HttpStatusCode)status);
            reply.Body.Should().Be(body);
        }
    }

    [Fact]
    public async Task A_route_without_authorizer_is_open() =>
        (await running.Playground.Http.GetStringAsync("/note/open", Stop)).Should().Be("open to all");

    [Fact]
    public async Task Values_are_bound_as_the_generator_binds_them()
    {
        using var ajie = await running.Playground.LogInAsync("ajie");

        using var added = await ajie.PutAsJsonAsync("/note/notes/5", new { text = "hello" }, Stop);
        added.StatusCode.Should().Be(HttpStatusCode.Created);
        added.Headers.Location!.OriginalString.Should().Be("/notes/5");
        added.Headers.GetValues("x-number").Should().Equal("5");

        using var request = new HttpRequestMessage(HttpMethod.Get, "/note/notes/5?loud=true");
        request.Headers.Add("x-shout", "hey");
        var note = (await Reply.OfAsync(ajie, request)).Json;
        note["text"]!.GetValue<string>().Should().Be("HELLO");
        note["shout"]!.GetValue<string>().Should().Be("hey");

        using var wrongNumber = await ajie.GetAsync("/note/notes/five", Stop);
        wrongNumber.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await wrongNumber.Content.ReadAsStringAsync(Stop)).Should().Contain("1 validation error(s) detected").And.Contain("'number'");
        using var wrongBody = await ajie.PutAsync("/note/notes/5", new StringContent("{", Encoding.UTF8, "application/json"), Stop);
        wrongBody.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await wrongBody.Content.ReadAsStringAsync(Stop)).Should().Contain("'body'");
        using var missing = await ajie.GetAsync("/note/notes/404", Stop);
        missing.StatusCode.Should().Be(HttpStatusCode.NotFound);
        missing.Content.Headers.ContentType!.MediaType.Should().Be("text/plain");
    }

    [Fact]
    public async Task Tables_of_the_template_exist_with_their_indexes()
    {
        using var meimei = await running.Playground.LogInAsync("meimei");
        var text = $"t{Guid.NewGuid():N}";

        using var added = await meimei.PutAsJsonAsync("/note/notes/1", new { text }, Stop);

        (await meimei.GetStringAsync($"/note/count/{text}", Stop)).Should().Be("1");
    }

    [Fact]
    public async Task A_generated_handler_is_called_where_there_is_one()
    {
        using var lilei = await running.Playground.LogInAsync("lilei");

        for (var call = 0; call < 2; call++)
        {
            using var answer = await lilei.GetAsync("/note/generated", Stop);

            answer.StatusCode.Should().Be(HttpStatusCode.NonAuthoritativeInformation);
            answer.Headers.GetValues("x-handler").Should().Equal("generated");
            (await answer.Content.ReadAsStringAsync(Stop)).Should().Be("GET /generated /note/generated Generated 1");
        }
    }

    [Theory]
    [InlineData("/note/throws", 500, """{"message":"Internal Server Error"}""", "Throws threw, so the answer is 500 System.TimeoutException: the reason")]
    [InlineData("/note/sleeps", 500, """{"message":"Internal Server Error"}""", "Sleeps took longer than 1 s. Timeout in the template limits a function")]
    [InlineData("/note/null", 200, "null", "ReturnsNull returned null, so the answer is 200 with the body null")]
    [InlineData("/note/nothing", 404, """{"message":"Not Found"}""", null)]
    [InlineData("/caller", 404, """{"message":"Not Found"}""", null)]
    public async Task What_goes_wrong_is_answered_as_API_Gateway_does_with_a_hint_in_the_log(string path, int status, string body, string? hint)
    {
        using var lilei = await running.Playground.LogInAsync("lilei");

        using var answer = await lilei.GetAsync(path, Stop);

        ((int)answer.StatusCode).Should().Be(status);
        (await answer.Content.ReadAsStringAsync(Stop)).Should().Be(body);
        if (hint is not null)
        {
            await running.HasSaidAsync(hint);
        }
    }

    /// <summary>A profile that would reach a real account, endpoints in the profile and in the environment, a region in the code.</summary>
    [Fact]
    public async Task No_call_of_the_code_leaves_this_machine_or_reaches_a_profile()
    {
        using var lilei = await running.Playground.LogInAsync("lilei");

        var reached = await lilei.GetStringAsync("/note/reach-aws", Stop);

        reached.Should().Contain("Notes").And.EndWith("; S3: ConnectionError");
        running.Strangers.Should().BeEmpty();
    }

    [Fact]
    public async Task A_function_in_another_language_is_invoked_with_the_same_event()
    {
        using var lilei = await running.Playground.LogInAsync("lilei");

        using var answer = await lilei.PostAsJsonAsync("/note/node/a/b", new { x = 1 }, Stop);

        var json = (await answer.Content.ReadFromJsonAsync<JsonObject>(Stop))!;
        json.Select(value => value.Key).Should().BeEquivalentTo("userKey", "appId", "openId", "sessionId", "personId", "path", "body");
        json["userKey"]!.GetValue<string>().Should().Be($"{json["appId"]}#{json["openId"]}");
        json["path"]!.GetValue<string>().Should().Be("a/b");
        json["body"]!.GetValue<string>().Should().Be("""{"x":1}""");
        using var failed = await lilei.GetAsync("/note/node/throws", Stop);
        failed.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        await running.HasSaidAsync("InNode failed: {\"errorMessage\":\"the reason\"");
        using var anonymous = await running.Playground.Http.GetAsync("/note/node/a", Stop);
        anonymous.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_deleted_account_reaches_the_functions_on_the_stream_of_deletions()
    {
        using var laoli = await running.Playground.LogInAsync("anonymous");
        var text = $"t{Guid.NewGuid():N}";
        using var added = await laoli.PutAsJsonAsync("/note/notes/1", new { text }, Stop);
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/user");
        request.Headers.Add("X-WX-Code", await running.Playground.WxLoginAsync("anonymous"));

        using var deleted = await laoli.SendAsync(request, Stop);

        deleted.EnsureSuccessStatusCode();
        await running.HasSaidAsync("ForgetUser: forgot 1");
        using var another = await running.Playground.LogInAsync("lilei");
        (await another.GetStringAsync($"/note/count/{text}", Stop)).Should().Be("0");
    }

    [Fact]
    public async Task The_Playground_starts_on_dynalite_which_has_no_TTL()
    {
        using var dynalite = await Dynalite.StartAsync();
        await using var playground = await PlaygroundProcess.StartProgramAsync(Program, new Dictionary<string, string>(), "--dynamodb", dynalite.Url);
        using var lilei = await playground.LogInAsync("lilei");

        using var added = await lilei.PutAsJsonAsync("/note/notes/1", new { text = "kept" }, Stop);

        added.StatusCode.Should().Be(HttpStatusCode.Created);
        (await lilei.GetFromJsonAsync<JsonObject>("/note/notes/1", Stop))!["text"]!.GetValue<string>().Should().Be("kept");
    }

    [Fact]
    public async Task Tables_without_a_DynamoDB_are_refused_with_the_command_to_type()
    {
        var (exitCode, output) = await PlaygroundProcess.RunProgramAsync(Program);

        exitCode.Should().Be(1);
        output.Should().Contain("has tables (Notes), so it needs a DynamoDB. Start one with: npx dynalite --port 8000").And.Contain("--dynamodb http://localhost:8000");
    }

    [Theory]
    [InlineData("--lambda requires --template.", "--lambda", "http://127.0.0.1:3001", "--lambda", "http://127.0.0.1:3002")]
    [InlineData("Each --template requires a --lambda", "--template", "template.yaml")]
    [InlineData("--lambda: 'localhost:3001' is not an http or https URL", "--lambda", "localhost:3001")]
    public async Task Options_that_do_not_fit_together_are_named(string message, params string[] arguments)
    {
        var (exitCode, output) = await PlaygroundProcess.RunProgramAsync(Program, arguments);

        exitCode.Should().Be(1);
        output.Should().Contain(message);
    }

    /// <summary>The stack in a process, with a poisoned AWS profile, beside a DynamoDB and a Node process that serves its Node function.</summary>
    public sealed class Running : IAsyncLifetime
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("minilogin-");
        private NodeFunctions? _node;
        private AwsRelay? _stranger;

        internal PlaygroundProcess Playground { get; private set; } = null!;

        /// <summary>The calls that reached the poisoned endpoints.</summary>
        internal IReadOnlyList<(string Operation, string AccessKey)> Strangers => _stranger!.Calls;

        public async ValueTask InitializeAsync()
        {
            var dynamoDB = DynamoDBServer.Url;
            _stranger = new(dynamoDB) { Answer = _ => (400, "{}") };
            _node = await NodeFunctions.StartAsync();
            var config = Path.Combine(_folder.FullName, "config");
            await File.WriteAllTextAsync(config, $"[default]\nregion = eu-west-1\nendpoint_url = {_stranger.Url}\naws_access_key_id = AKIAPOISONED\naws_secret_access_key = poisoned\n[profile prod]\nregion = eu-central-1\nendpoint_url = {_stranger.Url}\naws_access_key_id = AKIAPOISONED\naws_secret_access_key = poisoned\n");
            Playground = await PlaygroundProcess.StartProgramAsync(
                Program,
                new Dictionary<string, string>
                {
                    ["AWS_PROFILE"] = "prod",
                    ["AWS_CONFIG_FILE"] = config,
                    ["AWS_SHARED_CREDENTIALS_FILE"] = config,
                    ["AWS_ENDPOINT_URL_S3"] = _stranger.Url,
                    ["AWS_ENDPOINT_URL_DYNAMODB"] = _stranger.Url,
                    ["AWS_REGION"] = "eu-central-1",
                },
                "--dynamodb",
                dynamoDB,
                "--lambda",
                _node.Url);
        }

        /// <summary>Waits for a line in the output, which comes shortly after an answer.</summary>
        internal async Task HasSaidAsync(string text)
        {
            for (var attempt = 0; attempt < 100 && !Playground.Output.Contains(text, StringComparison.Ordinal); attempt++)
            {
                await Task.Delay(100, Stop);
            }

            Playground.Output.Should().Contain(text);
        }

        public async ValueTask DisposeAsync()
        {
            if (Playground is not null)
            {
                await Playground.DisposeAsync();
            }

            if (_stranger is not null)
            {
                await _stranger.DisposeAsync();
            }

            _node?.Dispose();
            _folder.Delete(recursive: true);
        }
    }
}
