using System.Text;

namespace MiniLogin.Tests.Users;

/// <summary>PUT /user.</summary>
public sealed class ProfileUpdateTests
{
    public static TheoryData<string, string> Bad { get; } = new()
    {
        { "", "body" },
        { "[]", "body" },
        { "null", "body" },
        { "{", "body" },
        { """{"nickName":7}""", "nickName" },
        { """{"nickName":["a"]}""", "nickName" },
        { """{"nickName":""}""", "nickName" },
        { """{"nickName":" \u3000 "}""", "nickName" },
        { """{"nickName":"a\nb"}""", "nickName" },
        { """{"nickName":"a\u0000b"}""", "nickName" },
        { """{"nickName":"a\u0085b"}""", "nickName" },
        { """{"nickName":"a\u2028b"}""", "nickName" },
        { """{"nickName":"\u200B"}""", "nickName" },
        { """{"nickName":"\u3164"}""", "nickName" },
        { """{"nickName":"\u2800 \uFE0F"}""", "nickName" },
        { """{"nickName":"\uDB40\uDC41\u115F\u00AD"}""", "nickName" },
        { """{"nickName":"\u202E\u200F"}""", "nickName" },
        { """{"nickName":"\uD83D"}""", "nickName" },
        { $$"""{"nickName":"{{new string('字', 65)}}"}""", "nickName" },
        { $$"""{"nickName":"a{{new string('\u0301', 1024)}}"}""", "nickName" },
        { """{"nickName":"good","avatarUrl":""}""", "avatarUrl" },
        { """{"avatarUrl":7}""", "avatarUrl" },
        { """{"avatarUrl":"http://example.com/a.png"}""", "avatarUrl" },
        { """{"avatarUrl":"//example.com/a.png"}""", "avatarUrl" },
        { """{"avatarUrl":"/a.png"}""", "avatarUrl" },
        { """{"avatarUrl":"https://"}""", "avatarUrl" },
        { """{"avatarUrl":"https://user:password@example.com/a.png"}""", "avatarUrl" },
        { """{"avatarUrl":" https://example.com/a.png"}""", "avatarUrl" },
        { """{"avatarUrl":"https://example.com/a b.png"}""", "avatarUrl" },
        { """{"avatarUrl":"https://example.com/a\n.png"}""", "avatarUrl" },
        { """{"avatarUrl":"javascript:alert(1)"}""", "avatarUrl" },
        { """{"avatarUrl":"wxfile://tmp_0123.png"}""", "avatarUrl" },
        { """{"avatarUrl":"data:image/png;base64,AAAA"}""", "avatarUrl" },
        { $$"""{"avatarUrl":"https://example.com/{{new string('a', 1005)}}"}""", "avatarUrl" },
    };

    public static TheoryData<string, string> GoodNames { get; } = new()
    {
        { "a", "a" },
        { "李雷", "李雷" },
        { "👨‍👩‍👧‍👦", "one family is one character" },
        { string.Concat(Enumerable.Repeat("👨‍👩‍👧‍👦", 64)), "64 families" },
        { new string('字', 64), "64 characters" },
        { "🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F", "a flag of tags" },
        { "❤\uFE0F", "a variation selector" },
        { "می\u200Cخواهم", "a zero-width non-joiner" },
        { "<script>\"'&", "encoding is up to whoever displays it" },
    };

    [Theory, ClassData(typeof(BothStores))]
    public async Task Sent_fields_are_stored_and_absent_fields_are_unchanged(Store store)
    {
        await using var world = await World.StartAsync(store);
        var token = await world.TokenAsync();

        (await UpdateAsync(world, token, "{}")).Ok().Json.ContainsKey("nickName").Should().BeFalse();
        var named = (await UpdateAsync(world, token, """{"nickName":"李雷","unknown":[1]}""")).Ok();
        named.Text("nickName").Should().Be("李雷");
        named.Json.ContainsKey("avatarUrl").Should().BeFalse();
        var shown = (await UpdateAsync(world, token, """{"avatarUrl":"https://example.com/a.png","nickName":null}""")).Ok();
        shown.Text("nickName").Should().Be("李雷");
        shown.Text("avatarUrl").Should().Be("https://example.com/a.png");
        (await UpdateAsync(world, token, """{"nickName":"Lei"}""")).Ok().Text("avatarUrl").Should().Be("https://example.com/a.png");
        var read = (await world.SendAsync(HttpMethod.Get, "/user", token: token)).Ok();

        read.Text("nickName").Should().Be("Lei");
        read.Text("avatarUrl").Should().Be("https://example.com/a.png");
        (await world.LogInAsync(world.WxLogin())).Ok().Json["user"]!["nickName"]!.GetValue<string>().Should().Be("Lei");
        var other = await world.TokenAsync("meimei");
        (await world.SendAsync(HttpMethod.Get, "/user", token: other)).Ok().Json.ContainsKey("nickName").Should().BeFalse();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_Wafer_client_is_answered_in_its_own_format(Store store)
    {
        await using var world = await World.StartAsync(store);
        var token = await world.TokenAsync();

        var reply = await world.SendAsync(HttpMethod.Put, "/user", new { nickName = "Lei" }, headers: ("X-WX-Skey", token));
        var bad = await world.SendAsync(HttpMethod.Put, "/user", new { nickName = "" }, headers: ("X-WX-Skey", token));

        reply.Json["code"]!.GetValue<int>().Should().Be(0);
        reply.Json["data"]!["nickName"]!.GetValue<string>().Should().Be("Lei");
        bad.ShouldFail(400, "request_invalid", "nickName").Body.Should().NotContain("F2C224D4", "a Wafer client would drop its session");
    }

    [Theory, MemberData(nameof(Bad))]
    public async Task An_invalid_field_is_reported_and_changes_nothing(string body, string field)
    {
        await using var world = await World.StartAsync(Store.Memory);
        var token = await world.TokenAsync();

        (await UpdateAsync(world, token, body)).ShouldFail(400, "request_invalid", field);

        (await world.SendAsync(HttpMethod.Get, "/user", token: token)).Ok().Json.Should().NotContainKey("nickName").And.NotContainKey("avatarUrl");
    }

    [Theory, MemberData(nameof(GoodNames))]
    public async Task A_nickname_may_be_in_any_script(string name, string because)
    {
        await using var world = await World.StartAsync(Store.Memory);

        (await world.SendAsync(HttpMethod.Put, "/user", new { nickName = name }, await world.TokenAsync())).Ok(because).Text("nickName").Should().Be(name);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Bidirectional_controls_are_removed_from_a_nickname(Store store)
    {
        await using var world = await World.StartAsync(store);
        var token = await world.TokenAsync();

        (await UpdateAsync(world, token, """{"nickName":"\u202EmoC\u2066.\u061C李\u200E雷\u2069"}""")).Ok().Text("nickName").Should().Be("moC.李雷");
        (await world.SendAsync(HttpMethod.Get, "/user", token: token)).Ok().Text("nickName").Should().Be("moC.李雷");
    }

    [Fact]
    public async Task An_avatar_URL_may_have_1024_characters()
    {
        await using var world = await World.StartAsync(Store.Memory);

        (await UpdateAsync(world, await world.TokenAsync(), $$"""{"avatarUrl":"https://example.com/{{new string('a', 1004)}}"}""")).Ok();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_ended_session_cannot_update_the_profile(Store store)
    {
        await using var world = await World.StartAsync(store);
        var token = await world.TokenAsync();
        (await world.SendAsync(HttpMethod.Delete, "/sessions", token: token)).Status.Should().Be(System.Net.HttpStatusCode.NoContent);

        (await UpdateAsync(world, token, """{"nickName":"Lei"}""")).ShouldFail(401, "session_invalid");
        (await UpdateAsync(world, null, """{"nickName":"Lei"}""")).ShouldFail(401, "session_invalid");
    }

    private static Task<Reply> UpdateAsync(World world, string? token, string body) =>
        world.SendAsync(HttpMethod.Put, "/user", new StringContent(body, Encoding.UTF8, "application/json"), token);
}
