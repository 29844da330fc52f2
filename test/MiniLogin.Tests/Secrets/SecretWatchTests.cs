using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MiniLogin.Tests.Secrets;

/// <summary>The search finds planted secrets.</summary>
public sealed class SecretWatchTests
{
    private const string Key = "tiihtNczf5v6AKRyjwEUhQ==";

    public static TheoryData<string> Planted { get; } = new(
        Key,
        Uri.EscapeDataString(Key),
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Key)),
        Convert.ToHexString(Encoding.UTF8.GetBytes(Key)),
        Convert.ToHexStringLower(Convert.FromBase64String(Key)),
        "tiihtNczf5v6AKRyjwEUhQ");

    [Theory, MemberData(nameof(Planted))]
    public void A_planted_secret_is_found_in_every_encoding(string form)
    {
        var watch = new SecretWatch();
        for (var i = 0; i < 1000; i++)
        {
            watch.Keep("token", Convert.ToBase64String(BitConverter.GetBytes(i)) + "-and-more");
            watch.Say("log", $"Session {i} ended.");
        }

        watch.Leaks().Should().BeEmpty();
        watch.Say("log", $"before{form}after");
        watch.Keep("session_key", Key);

        watch.Leaks().Should().ContainSingle().Which.Should().StartWith("session_key in log: ");
    }

    [Fact]
    public void A_secret_in_the_log_is_found()
    {
        var watch = new SecretWatch();
        watch.Keep("AppSecret", World.AppSecret);
        new LogCollector(watch).CreateLogger("planted").LogInformation(new InvalidOperationException(World.AppSecret), "Something.");

        watch.Leaks().Should().ContainSingle();
    }

    [Theory]
    [InlineData("POST", "/login", """{"token":"TOKEN","user":{"openId":"o"}}""", false)]
    [InlineData("POST", "/login", """{"token":"TOKEN","user":{"openId":"o","nickName":"TOKEN"}}""", true)]
    [InlineData("GET", "/session", """{"token":"TOKEN"}""", true)]
    [InlineData("POST", "/login", """{"error":"SECRET"}""", true)]
    public async Task A_token_may_appear_only_in_the_token_member_of_its_login_answer(string method, string path, string answer, bool isLeak)
    {
        const string Token = "abcdefghijklmnop.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        var watch = new SecretWatch();
        watch.Keep("token", Token.Split('.')[1]);
        await AnswerAsync(watch, method, path, answer.Replace("TOKEN", Token, StringComparison.Ordinal).Replace("SECRET", Token.Split('.')[1], StringComparison.Ordinal));

        watch.Leaks().Should().HaveCount(isLeak ? 1 : 0);
    }

    [Fact]
    public async Task A_token_in_the_answer_to_another_login_is_found()
    {
        var watch = new SecretWatch();
        var answer = """{"token":"abcdefghijklmnop.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""";

        await AnswerAsync(watch, "POST", "/login", answer, """{"code":"first"}""", """{"code":"second"}""");

        watch.Leaks().Should().ContainSingle();
    }

    [Theory]
    [InlineData("/session/phone", """{"phoneNumber":"13900139000"}""", false)]
    [InlineData("/user", """{"phoneNumber":"13900139000"}""", true)]
    public async Task A_phone_number_may_appear_only_in_the_answer_that_binds_it(string path, string answer, bool isLeak)
    {
        var watch = new SecretWatch();
        watch.Keep("phoneNumber", "13900139000");

        await AnswerAsync(watch, "POST", path, answer);

        watch.Leaks().Should().HaveCount(isLeak ? 1 : 0);
    }

    /// <summary>Sends requests to a server with a fixed answer.</summary>
    private static async Task AnswerAsync(SecretWatch watch, string method, string path, string answer, params string[] bodies)
    {
        var builder = new ApplicationBuilder(new ServiceCollection().BuildServiceProvider());
        new WatchedTraffic(watch).Configure(app => app.Run(http => http.Response.WriteAsync(answer)))(builder);
        var pass = builder.Build();
        foreach (var body in bodies.Length == 0 ? ["{}"] : bodies)
        {
            var http = new DefaultHttpContext();
            http.Request.Method = method;
            http.Request.Path = path;
            http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
            await pass(http);
        }
    }
}
