using System.Text.Json;
using System.Text.Json.Serialization;
using MiniLogin.Cli.Apps;
using MiniLogin.Cli.Avatars;
using MiniLogin.Cli.Components;
using MiniLogin.Cli.Doctor;
using MiniLogin.Cli.Logs;
using MiniLogin.Cli.Sessions;
using MiniLogin.Cli.Users;
using MiniLogin.Cli.Users.Import;
using MiniLogin.Cli.Users.Move;

namespace MiniLogin.Cli;

/// <summary>The documents of <c>--json</c>. Members may be added but never renamed, because scripts depend on them.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AppsDocument))]
[JsonSerializable(typeof(AppDocument))]
[JsonSerializable(typeof(AppKeysDocument))]
[JsonSerializable(typeof(RotatedDocument))]
[JsonSerializable(typeof(ComponentDocument))]
[JsonSerializable(typeof(ReconciledDocument))]
[JsonSerializable(typeof(SessionsDocument))]
[JsonSerializable(typeof(EndedDocument))]
[JsonSerializable(typeof(ShownSessionDocument))]
[JsonSerializable(typeof(UserDocument))]
[JsonSerializable(typeof(UsersDocument))]
[JsonSerializable(typeof(UserKeysDocument))]
[JsonSerializable(typeof(BlockedDocument))]
[JsonSerializable(typeof(LinkedDocument))]
[JsonSerializable(typeof(UserExportDocument))]
[JsonSerializable(typeof(DeletedDocument))]
[JsonSerializable(typeof(ReplayedDocument))]
[JsonSerializable(typeof(PrunedDocument))]
[JsonSerializable(typeof(ImportDocument))]
[JsonSerializable(typeof(MapDocument))]
[JsonSerializable(typeof(MovedDocument))]
[JsonSerializable(typeof(LogsDocument))]
[JsonSerializable(typeof(DoctorDocument))]
internal sealed partial class CommandJson : JsonSerializerContext;
