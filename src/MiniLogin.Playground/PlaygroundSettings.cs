namespace MiniLogin.Playground;

/// <summary>What the command line says.</summary>
/// <param name="Urls">Where to listen; several by ';'.</param>
/// <param name="DynamoDB">Null: sessions and users live in memory.</param>
/// <param name="WeChat">Null: WeChat is simulated.</param>
/// <param name="Mock">Serve the mock stage instead, as it is deployed.</param>
/// <param name="Console">Whether there is the console, and what happens is recorded for it.</param>
/// <param name="Options">Null: read from the environment, as the deployed functions do.</param>
internal sealed record PlaygroundSettings(string Urls, string AppId, string AppSecret, Uri? DynamoDB = null, Uri? WeChat = null, MiniLoginOptions? Options = null, bool Mock = false, bool Console = true)
{
    public const string DefaultUrls = "http://localhost:5080";
    public const string DefaultApp = "wx0123456789abcdef:0123456789abcdef0123456789abcdef";
}
