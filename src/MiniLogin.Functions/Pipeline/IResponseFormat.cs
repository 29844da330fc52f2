using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.APIGatewayEvents;
using MiniLogin.Functions.Wafer;
using MiniLogin.Login;
using MiniLogin.Sessions;

namespace MiniLogin.Functions.Pipeline;

/// <summary>Writes responses in the caller's format: native or Wafer.</summary>
internal interface IResponseFormat
{
    /// <param name="publicUrl">See <see cref="ApiCall.PublicUrl"/>.</param>
    APIGatewayHttpApiV2ProxyResponse LoggedIn(LoginOutcome.LoggedIn login, string publicUrl);

    APIGatewayHttpApiV2ProxyResponse Ok(Session session);

    /// <param name="native">How the native format writes the answer.</param>
    /// <param name="wafer">How the Wafer format writes it: as <c>data</c> of its body.</param>
    APIGatewayHttpApiV2ProxyResponse Ok<T>(T answer, JsonTypeInfo<T> native, JsonTypeInfo<WaferBody<T>> wafer);

    APIGatewayHttpApiV2ProxyResponse Done();

    APIGatewayHttpApiV2ProxyResponse Failed(Failure failure);
}
