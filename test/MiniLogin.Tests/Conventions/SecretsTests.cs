using System.Text;

namespace MiniLogin.Tests.Conventions;

/// <summary>No secret reaches a log, an answer it is not meant for, or a URL.</summary>
public sealed class SecretsTests
{
    [Fact]
    public async Task No_secret_reaches_the_log_or_an_answer_it_is_not_meant_for()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var secrets = new List<string> { World.AppSecret };
        var codes = new List<string>();
        var answers = new List<string>();

        var sent = world.WeChat.GetUserInfo(World.AppId, "lilei");
        await LogInAsync(new { code = Code(), nonce = "a-nonce-of-the-client-0001", encryptedData = sent.EncryptedData, iv = sent.Iv, rawData = sent.RawData, signature = sent.Signature });
        await LogInAsync(new { code = codes[^1], nonce = "a-nonce-of-the-client-0001" });
        await LogInAsync(new { code = codes[^1] });
        await LogInAsync(new { code = Code(), encryptedData = "bad", iv = sent.Iv });
        await LogInAsync(new { code = Code("laowang") });
        await LogInAsync(new { code = Code() + " " });
        foreach (var faults in new Playground.WeChatSimulator.Faults[] { new() { Busy = true }, new() { Html = true }, new() { CutConnection = true }, new() { WrongSecret = true }, new() { ServerError = true } })
        {
            world.WeChat.Faults = faults;
            await LogInAsync(new { code = Code() });
        }

        world.WeChat.Faults = new();
        var token = await world.TokenAsync();
        secrets.Add(token.Split('.')[1]);
        foreach (var (method, path) in new[] { (HttpMethod.Get, "/session"), (HttpMethod.Get, "/user"), (HttpMethod.Delete, "/session"), (HttpMethod.Get, "/session") })
        {
            answers.Add((await world.SendAsync(method, path, token: token)).Body);
        }

        secrets.Add(world.WeChat.SessionKeys.Current(World.AppId, Playground.WeChatSimulator.WeChatIds.OpenId(World.AppId, "lilei")));
        secrets.AddRange(codes);
        var log = string.Join('\n', world.Logs.Lines);
        foreach (var form in secrets.SelectMany(Forms))
        {
            log.Should().NotContain(form);
            answers.Should().NotContain(answer => answer.Contains(form, StringComparison.Ordinal));
        }

        world.Logs.Lines.Should().Contain(line => line.Contains("Event=login_succeeded", StringComparison.Ordinal), "there is a log to look through");

        string Code(string user = "lilei")
        {
            codes.Add(world.WxLogin(user));
            return codes[^1];
        }

        async Task LogInAsync(object body)
        {
            var reply = await world.SendAsync(HttpMethod.Post, "/login", body);
            if ((int)reply.Status == 200)
            {
                secrets.Add(reply.Text("token").Split('.')[1]);
            }
            else
            {
                answers.Add(reply.Body);
            }
        }
    }

    [Fact]
    public async Task A_secret_in_the_log_would_be_found()
    {
        await using var world = await World.StartAsync(Store.Memory);
        Microsoft.Extensions.Logging.LoggerExtensions.LogInformation(world.Logs.CreateLogger("planted"), "the secret is {Secret}", World.AppSecret);

        Forms(World.AppSecret).Should().Contain(form => world.Logs.Lines.Any(line => line.Contains(form, StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Forms(string secret) =>
        [secret, Uri.EscapeDataString(secret), Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), Convert.ToHexString(Encoding.UTF8.GetBytes(secret))];
}
