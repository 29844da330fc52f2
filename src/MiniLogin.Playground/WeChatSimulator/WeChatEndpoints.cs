namespace MiniLogin.Playground.WeChatSimulator;

/// <summary>The server API, at the paths of api.weixin.qq.com.</summary>
internal static class WeChatEndpoints
{
    public const string CodeToSessionPath = "/sns/jscode2session";
    public const string StableTokenPath = "/cgi-bin/stable_token";
    public const string PhoneNumberPath = "/wxa/business/getuserphonenumber";

    private static readonly string[] Roots = ["/sns", "/cgi-bin", "/wxa"];

    public static void MapWeChat(this IEndpointRouteBuilder routes)
    {
        var weChat = routes.MapGroup("").AddEndpointFilter<FaultFilter>();
        weChat.Map(CodeToSessionPath, CodeToSession.Handle);
        weChat.Map(StableTokenPath, StableToken.Handle);
        weChat.Map(PhoneNumberPath, PhoneNumber.Handle);
        weChat.MapWeCom();
        weChat.MapComponent();
        weChat.Map("/wxa/checksession", SessionKeyCheck.HandleCheck);
        weChat.Map("/wxa/resetusersessionkey", SessionKeyCheck.HandleReset);
        foreach (var root in Roots)
        {
            weChat.Map($"{root}/{{**rest}}", (WeChatSimulator simulator) => simulator.Error(WeChatErrors.InvalidUrl));
        }
    }

    public static bool IsWeChat(PathString path) =>
        Array.Exists(Roots, root => path.StartsWithSegments(root, StringComparison.Ordinal));
}
