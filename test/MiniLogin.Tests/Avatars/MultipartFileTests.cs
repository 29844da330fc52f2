using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MiniLogin.Functions.Avatars;

namespace MiniLogin.Tests.Avatars;

/// <summary>Finds the first file in a multipart body, as wx.uploadFile sends it.</summary>
public sealed class MultipartFileTests
{
    private const string Type = "multipart/form-data; boundary=b";

    public static TheoryData<string, string?> Bodies { get; } = new()
    {
        { "--b|Content-Disposition: form-data; name=\"a\"; filename=\"x.png\"||CONTENT|--b--|", "CONTENT" },
        { "--b|content-disposition:form-data; filename=x||CONTENT|--b--", "CONTENT" },
        { "--b|Content-Disposition: form-data; name=a; filename*=UTF-8''x||CONTENT|--b--", "CONTENT" },
        { "--b|Content-Disposition: form-data; name=\"a\"; filename=\"头像 ; \\\".png\"|Content-Type: image/png||CONTENT|--b--", "CONTENT" },
        { "--b|Content-Type: image/png|Content-Disposition: form-data; name=\"a\"; filename=\"\"||CONTENT|--b--", "CONTENT" },
        { "preamble|--b  |Content-Disposition: form-data; filename=x||CONTENT|--b--|epilogue", "CONTENT" },
        { "--b|Content-Disposition: form-data; name=filename||text|--b|Content-Disposition: form-data; filename=x||CONTENT|--b|Content-Disposition: form-data; filename=y||OTHER|--b--", "CONTENT" },
        { "--b|Content-Disposition: form-data; filename=x||one|two||three|-b|--|--b--", "one\r\ntwo\r\n\r\nthree\r\n-b\r\n--" },
        { "--b|Content-Disposition: form-data; filename=x|||--b--", "" },
        { "--b|Content-Disposition: form-data; name=\"; filename=x\"||text|--b--", null },
        { "--b|Content-Disposition: attachment; filename=x||text|--b--", null },
        { "--b||no headers|--b--", null },
        { "--b--", null },
        { "", null },
        { "--b|Content-Disposition: form-data; filename=x||CONTENT", null },
        { "--b|Content-Disposition: form-data; filename=x||CONTENT|--b", null },
        { "--b|Content-Disposition: form-data; filename=x||CONTENT|--b|", null },
        { "--b|Content-Disposition: form-data; filename=x|--b--", null },
        { "--b|Content-Disposition: form-data; filename=x||CONTENT--b--", null },
        { "--bb|Content-Disposition: form-data; filename=x||CONTENT|--bb--", null },
        { "--c|Content-Disposition: form-data; filename=x||CONTENT|--c--", null },
    };

    [Theory, MemberData(nameof(Bodies))]
    public void The_first_file_is_found(string body, string? content) => Find(Type, body.Replace("|", "\r\n", StringComparison.Ordinal)).Should().Be(content);

    [Theory]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=")]
    [InlineData("multipart/form-data; boundary=\"\"")]
    [InlineData("multipart/mixed; boundary=b")]
    [InlineData("multipart/form-data; boundary=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb")]
    [InlineData("multipart/; boundary=b")]
    public void No_file_is_found_for_another_content_type(string type) =>
        Find(type, "--b\r\nContent-Disposition: form-data; filename=x\r\n\r\nCONTENT\r\n--b--").Should().BeNull();

    [Theory]
    [InlineData("multipart/form-data; charset=utf-8; boundary=\"b\"")]
    [InlineData(" Multipart/Form-Data;boundary=b")]
    public void The_content_type_may_be_written_in_other_forms(string type) =>
        Find(type, "--b\r\nContent-Disposition: form-data; filename=x\r\n\r\nCONTENT\r\n--b--").Should().Be("CONTENT");

    [Fact]
    public void The_number_of_parts_and_the_size_of_headers_are_limited()
    {
        var field = "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n";
        var file = "--b\r\nContent-Disposition: form-data; filename=x\r\n\r\nCONTENT\r\n--b--";
        var padding = $"--b\r\nX: {new string('x', 5000)}\r\n";

        Find(Type, string.Concat(Enumerable.Repeat(field, 31)) + file).Should().Be("CONTENT");
        Find(Type, string.Concat(Enumerable.Repeat(field, 32)) + file).Should().BeNull();
        Find(Type, padding + file[5..]).Should().BeNull();
    }

    [Fact]
    public void What_a_client_writes_is_read() => Prop.ForAll<byte[], NonEmptyString, byte[]>((content, name, text) =>
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(text), "text" },
            { new ByteArrayContent(content), "file", $"{Uri.EscapeDataString(name.Get.Replace("\0", "", StringComparison.Ordinal).Where(char.IsLetterOrDigit).Aggregate("", (a, c) => a + c))}.png" },
        };
        var body = form.ReadAsByteArrayAsync().GetAwaiter().GetResult();

        return FindBytes(form.Headers.ContentType!.ToString(), body) is { } found && found.Span.SequenceEqual(content);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void The_reader_never_throws() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>().Generator.SelectMany(noise => Gen.Choose(0, 200).Select(at => (noise, at))).ToArbitrary(),
        made =>
        {
            var body = Encoding.UTF8.GetBytes("--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"x\"\r\n\r\nCONTENT\r\n--b--");
            made.noise.AsSpan(0, Math.Min(made.noise.Length, body.Length - (made.at % body.Length))).CopyTo(body.AsSpan(made.at % body.Length));
            FindBytes(Type, body);
            FindBytes(Type, made.noise);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public async Task An_upload_by_wx_uploadFile_is_accepted()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var token = await world.TokenAsync();
        using var form = new MultipartFormDataContent { { new StringContent("李雷"), "nickName" } };
        var file = AvatarTests.Bytes(Pictures.Png(), "image/jpeg");
        file.Headers.ContentDisposition = new("form-data") { Name = "\"whatever\"", FileName = "\"tmp_0123.jpeg\"" };
        form.Add(file);

        var url = (await world.SendAsync(HttpMethod.Post, "/user/avatar", form, token)).Ok().Text("avatarUrl");

        url.Should().EndWith(".png");
        (await AvatarTests.ShowAsync(world, url)).Status.Should().Be(System.Net.HttpStatusCode.OK);
        using var none = new MultipartFormDataContent { { new StringContent("x"), "text" } };
        (await world.SendAsync(HttpMethod.Post, "/user/avatar", none, token)).ShouldFail(400, "request_invalid", "body");
        (await world.SendAsync(HttpMethod.Post, "/user/avatar", AvatarTests.Bytes(Pictures.Png(), Type), token)).ShouldFail(400, "request_invalid", "body");
    }

    private static string? Find(string type, string body) => FindBytes(type, Encoding.UTF8.GetBytes(body)) is { } found ? Encoding.UTF8.GetString(found.Span) : null;

    private static ReadOnlyMemory<byte>? FindBytes(string type, byte[] body) => MultipartFile.FindAsync(type, body, CancellationToken.None).GetAwaiter().GetResult().File;
}
