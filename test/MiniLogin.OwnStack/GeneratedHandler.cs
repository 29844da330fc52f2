using System.Text;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

namespace MiniLogin.OwnStack;

/// <summary>In the form in which the Annotations generator writes it.</summary>
public sealed class NoteFunctions_Generated_Generated
{
    private static int _instances;

    public NoteFunctions_Generated_Generated() => Interlocked.Increment(ref _instances);

    public async Task<Stream> Generated(APIGatewayHttpApiV2ProxyRequest __request__, ILambdaContext __context__)
    {
        await Task.Yield();
        __context__.Logger.LogLine("the generated handler");
        var body = $"{__request__.RouteKey} {__request__.RawPath} {__context__.FunctionName} {_instances}";
        return new MemoryStream(Encoding.UTF8.GetBytes($$"""{"statusCode":203,"headers":{"x-handler":"generated"},"Cookies":null,"body":"{{body}}","isBase64Encoded":false}"""));
    }
}
