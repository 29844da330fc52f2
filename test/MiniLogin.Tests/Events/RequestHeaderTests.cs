using MiniLogin.Functions.Pipeline;
using MiniLogin.Functions.Wafer;

namespace MiniLogin.Tests.Events;

/// <summary>The headers of an event.</summary>
public sealed class RequestHeaderTests
{
    [Fact]
    public void Names_that_differ_only_in_case_do_not_throw() =>
        new ApiCall(new Dictionary<string, string> { ["authorization"] = "Bearer a", ["Authorization"] = "Bearer b" }).Header("AUTHORIZATION").Should().Be("Bearer a");

    [Fact]
    public void An_empty_Authorization_header_is_no_header()
    {
        var call = new ApiCall(new Dictionary<string, string> { ["authorization"] = "", ["x-wx-skey"] = "a.b" });

        call.Header("Authorization").Should().BeNull();
        call.Format.Should().BeSameAs(WaferFormat.Instance, "without Authorization the X-WX-* headers make it a Wafer client");
    }
}
