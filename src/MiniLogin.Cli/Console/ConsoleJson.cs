using System.Text.Json;
using System.Text.Json.Serialization;
using MiniLogin.Cli.Apps;
using MiniLogin.Cli.Sessions;
using MiniLogin.Cli.Users;

namespace MiniLogin.Cli.Console;

/// <summary>What the page and the server send each other. What an operation returns is the document that its command prints with <c>--json</c>.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(AppDocument))]
[JsonSerializable(typeof(AppsDocument))]
[JsonSerializable(typeof(AppKeysDocument))]
[JsonSerializable(typeof(BlockedDocument))]
[JsonSerializable(typeof(ConsoleDocument))]
[JsonSerializable(typeof(ConsoleRequest))]
[JsonSerializable(typeof(ConsoleState))]
[JsonSerializable(typeof(DeletedDocument))]
[JsonSerializable(typeof(EndedDocument))]
[JsonSerializable(typeof(FoundDocument))]
[JsonSerializable(typeof(LoginFailures))]
[JsonSerializable(typeof(OpenedDocument))]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(SessionsDocument))]
[JsonSerializable(typeof(ShownSessionDocument))]
[JsonSerializable(typeof(UserDocument))]
[JsonSerializable(typeof(UsersDocument))]
internal sealed partial class ConsoleJson : JsonSerializerContext;

/// <param name="Key">See <see cref="ConsoleAccess"/>.</param>
internal sealed record OpenedDocument(string Key);

/// <param name="Detail">One line that says what to do.</param>
internal sealed record ProblemDocument(string Code, string Detail);

/// <summary>What the page says about the deployment.</summary>
/// <param name="Stack">Null if none was named.</param>
/// <param name="Region">Null if only local endpoints are called.</param>
/// <param name="Endpoint">The local DynamoDB; null for that of AWS.</param>
/// <param name="Profile">The profile of <c>--profile</c>, or null.</param>
/// <param name="Command">A command with the options of this one, in which <c>{0}</c> stands for the command's words.</param>
/// <param name="IdleSeconds">After this time without a call, the console ends.</param>
internal sealed record ConsoleState(string? Stack, string? Region, string? Endpoint, string? Profile, string Command, long IdleSeconds);

/// <param name="WithoutKey">The apps in which the phone number was not looked for, because they have no phone key yet.</param>
internal sealed record FoundDocument(IReadOnlyList<string> UserKeys, IReadOnlyList<string> WithoutKey);
