using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniLogin.Login;
using MiniLogin.Playground.Console;
using Simulator = MiniLogin.Playground.WeChatSimulator.WeChatSimulator;

namespace MiniLogin.Playground.Events;

/// <summary>
/// The files of events/ with values that work in this Playground: a new wx.login code, a new phone code, the token of a new
/// session, and the AppID.
/// </summary>
internal sealed class SampleEvents(Simulator simulator, LoginService logins, ConsoleInfo info)
{
    private const string Prefix = "events/";

    // Placeholders in the files.
    private const string AppId = "wx0123456789abcdef";
    private const string Code = "0a1b2c3d4e5f6g7h8i9j0kAaBbCcDdEe";
    private const string PhoneCode = "5f0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8";
    private const string SessionId = "abcdefghijklmnop";
    private const string Secret = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private static readonly JsonSerializerOptions AsInTheFiles = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IReadOnlyList<string> Names { get; } =
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..])
            .Order(StringComparer.Ordinal)];

    /// <summary>Returns the event for this simulated user; null when it needs a session and the login failed.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public async Task<string?> FillAsync(string name, string user, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, string> { [AppId] = info.AppId };
        var text = Read(name);
        if (text.Contains(Secret, StringComparison.Ordinal))
        {
            var login = await logins.LogInAsync(new() { Code = simulator.Login(info.AppId, user) }, cancellationToken);
            if (login is not LoginOutcome.LoggedIn { Token: var token })
            {
                return null;
            }

            (values[SessionId], values[Secret]) = (token.Id, token.RevealSecret());
        }

        // Issued after the login above, so that it is newer than the code used there.
        values[Code] = simulator.Login(info.AppId, user);
        values[PhoneCode] = simulator.GetPhoneNumberCode(info.AppId, user);
        return Replace(text, values);
    }

    private static string Read(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + name)!);
        return reader.ReadToEnd();
    }

    private static string Replace(string text, Dictionary<string, string> values)
    {
        var json = JsonNode.Parse(In(text, values))!;
        if (json["isBase64Encoded"]?.GetValue<bool>() == true)
        {
            // Latin1 keeps every byte of a picture.
            var body = Encoding.Latin1.GetString(Convert.FromBase64String(json["body"]!.GetValue<string>()));
            json["body"] = Convert.ToBase64String(Encoding.Latin1.GetBytes(In(body, values)));
        }

        return json.ToJsonString(AsInTheFiles);
    }

    private static string In(string text, Dictionary<string, string> values) =>
        values.Aggregate(text, (replaced, value) => replaced.Replace(value.Key, value.Value, StringComparison.Ordinal));
}
