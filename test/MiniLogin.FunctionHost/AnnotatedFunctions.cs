using System.Diagnostics.CodeAnalysis;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Functions;
using MiniLogin.Functions.Apps;
using MiniLogin.Functions.Avatars;
using MiniLogin.Functions.Login;
using MiniLogin.Functions.Sessions;
using MiniLogin.Functions.Users;

namespace MiniLogin.FunctionHost;

/// <summary>The annotated functions by method name. They are listed because reflection would not find them in native code.</summary>
internal static class AnnotatedFunctions
{
    private static readonly SourceGeneratorLambdaJsonSerializer<LambdaEventJson> Serializer = new();

    /// <summary>Reads an event, calls the function, and writes its response.</summary>
    public delegate Task<MemoryStream> Function(IServiceProvider services, Stream input, ILambdaContext context);

    private delegate Task<APIGatewayHttpApiV2ProxyResponse> Route<T>(T functions, APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context);

    /// <summary>Returns null if there is no function of this name.</summary>
    public static Function? Find(string name) => name switch
    {
        nameof(LoginFunctions.Login) => Bind<LoginFunctions>((f, request, context) => f.Login(request, context)),
        nameof(LoginFunctions.WaferLogin) => Bind<LoginFunctions>((f, request, context) => f.WaferLogin(request, context)),
        nameof(SessionFunctions.ShowSession) => Bind<SessionFunctions>((f, request, context) => f.ShowSession(request, context)),
        nameof(SessionFunctions.LogOut) => Bind<SessionFunctions>((f, request, context) => f.LogOut(request, context)),
        nameof(SessionListFunctions.ListSessions) => Bind<SessionListFunctions>((f, request, context) => f.ListSessions(request, context)),
        nameof(SessionListFunctions.EndSession) => Bind<SessionListFunctions>((f, request, context) => f.EndSession(request, request.PathParameters["id"], context)),
        nameof(SessionListFunctions.EndSessions) => Bind<SessionListFunctions>((f, request, context) => f.EndSessions(request, context)),
        nameof(UserFunctions.ShowUser) => Bind<UserFunctions>((f, request, context) => f.ShowUser(request, context)),
        nameof(UserFunctions.UpdateUser) => Bind<UserFunctions>((f, request, context) => f.UpdateUser(request, context)),
        nameof(AccountFunctions.ExportUser) => Bind<AccountFunctions>((f, request, context) => f.ExportUser(request, context)),
        nameof(AccountFunctions.DeleteUser) => Bind<AccountFunctions>((f, request, context) => f.DeleteUser(request, context)),
        nameof(PhoneFunctions.BindPhone) => Bind<PhoneFunctions>((f, request, context) => f.BindPhone(request, context)),
        nameof(AvatarFunctions.UploadAvatar) => Bind<AvatarFunctions>((f, request, context) => f.UploadAvatar(request, context)),
        nameof(AvatarFunctions.ShowAvatar) => Bind<AvatarFunctions>((f, request, context) => f.ShowAvatar(request, request.PathParameters["name"], context)),
        nameof(ComponentFunctions.ComponentPush) => Bind<ComponentFunctions>((f, request, context) => f.ComponentPush(request, context)),
        nameof(AuthorizerFunction.Authorize) => AuthorizeAsync,
        nameof(AccessTokenFunction.AccessToken) => AccessTokenAsync,
        _ => null,
    };

    private static Function Bind<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(Route<T> route)
        where T : class
    {
        T? functions = null;
        return async (services, input, context) =>
        {
            functions ??= ActivatorUtilities.CreateInstance<T>(services);
            return Write(await route(functions, Serializer.Deserialize<APIGatewayHttpApiV2ProxyRequest>(input), context));
        };
    }

    private static async Task<MemoryStream> AuthorizeAsync(IServiceProvider services, Stream input, ILambdaContext context)
    {
        var request = Serializer.Deserialize<APIGatewayCustomAuthorizerV2Request>(input);
        return Write(await ActivatorUtilities.CreateInstance<AuthorizerFunction>(services).Authorize(request));
    }

    private static async Task<MemoryStream> AccessTokenAsync(IServiceProvider services, Stream input, ILambdaContext context)
    {
        var request = Serializer.Deserialize<AccessTokenRequest>(input);
        return Write(await ActivatorUtilities.CreateInstance<AccessTokenFunction>(services).AccessToken(request, context));
    }

    private static MemoryStream Write<T>(T response)
    {
        var output = new MemoryStream();
        Serializer.Serialize(response, output);
        output.Position = 0;
        return output;
    }
}
