using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Cli.Users.Import;
using MiniLogin.Users;

namespace MiniLogin.Tests.Commands;

/// <summary><c>minilogin users import</c></summary>
public sealed class ImportTests : IDisposable
{
    private const string Lilei = World.AppId + "#oAdAmIa0Gqr6N6HRqtDskyw9joIT";

    private static readonly string Exports = Path.Combine(Repository.Root, "test", "MiniLogin.Tests", "Commands", "WaferExports");

    private readonly string _file = Path.GetTempFileName();
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("wafer2-outfile.csv", 3, 11)]
    [InlineData("wafer2-dump.txt", 3, 11)]
    [InlineData("wafer2-batch.tsv", 4, 9)]
    [InlineData("wafer2-phpmyadmin.csv", 3, 11)]
    [InlineData("wafer2-dbeaver.csv", 4, 12)]
    public async Task All_export_formats_of_Wafer_2_give_the_same_users(string export, int broken, int other)
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;

        var ran = await ImportAsync(op, Export(export));

        ran.Should(1).Output.Should().Be("6 imported, 0 already existing, 2 refused.\n");
        ran.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().Equal(
            $"Line {broken}: user_info must be a user info in JSON, or in base64 of JSON.",
            $"Line {other}: user_info belongs to another app.");
        var users = world.Services.GetRequiredService<IUserStore>();
        var (first, last) = (Utc("2018-01-01 23:00:00"), Utc("2019-03-03 21:06:07"));
        foreach (var user in new User[]
        {
            new(new(World.App, "oAdAmIa0Gqr6N6HRqtDskyw9joIT"), "oUnionOfLilei", new("李雷 😀👨‍👩‍👧", "https://wx.qlogo.cn/mmopen/vi_32/lilei/0", 1, "zh_CN", "广州", "广东", "中国"), first, last, 1),
            new(new(World.App, "oAnonymous_00000000000000000"), null, null, Utc("2022-10-31 16:00:00"), Utc("2022-11-01 16:00:00"), 1),
            new(new(World.App, "oEmpty_000000000000000000000"), null, null, first, last, 1),
            new(new(World.App, "oEscapes_0000000000000000000"), null, new("a,b;c \"d\" \\e 李\n\t f", "https://wx.qlogo.cn/0"), first, last, 1),
            new(new(World.App, "oLines_000000000000000000000"), null, new("韩梅梅, \"Meimei\"", null), first, last, 1),
            new(new(World.App, "oNull_0000000000000000000000"), null, null, first, last, 1),
        })
        {
            (await users.FindAsync(user.Key, _cancel)).Should().Be(user);
        }

        (await RowsAsync(op)).Should().HaveCount(6).And.OnlyContain(row => row.Values.All(v => v.S == null || !v.S.Contains("secret", StringComparison.Ordinal)));
        op.Written.Should().NotContain(text => text.Contains("secret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("wafer-outfile.csv")]
    [InlineData("wafer-dump.txt")]
    public async Task Exports_of_Wafer_1_are_imported(string export)
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;

        var ran = await ImportAsync(op, Export(export));

        ran.Should(1, "Line 4: user_info").Output.Should().Be("2 imported, 0 already existing, 1 refused, 1 merged with the previous line.\n");
        (await world.Services.GetRequiredService<IUserStore>().FindAsync(new(World.App, "oAdAmIa0Gqr6N6HRqtDskyw9joIT"), _cancel)).Should().Be(new User(
            new(World.App, "oAdAmIa0Gqr6N6HRqtDskyw9joIT"), null, new("李雷 😀", "https://wx.qlogo.cn/mmopen/vi_32/lilei/0", 1), Utc("2017-06-01 04:00:00"), Utc("2019-03-03 21:06:07"), 1));
    }

    [Fact]
    public async Task An_imported_user_keeps_their_profile_when_logging_in_with_Wafer()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await ImportAsync(op, Export("wafer2-outfile.csv"));

        var wafer = (await world.SendAsync(HttpMethod.Get, "/login", headers: ("X-WX-Code", world.WxLogin()))).Ok().Json["data"]!;

        wafer["userinfo"]!["nickName"]!.GetValue<string>().Should().Be("李雷 😀👨‍👩‍👧");
        var user = (await world.SendAsync(HttpMethod.Get, "/user", headers: ("X-WX-Skey", wafer["skey"]!.GetValue<string>()))).Ok().Json["data"]!;
        user["city"]!.GetValue<string>().Should().Be("广州");
        (await world.LogInAsync(world.WxLogin())).Ok().Json["isNewUser"]!.GetValue<bool>().Should().BeFalse();
        var shown = (await op.RunAsync(["users", "show", Lilei, "--json"])).Should(0).Json;
        shown["firstLoginAt"]!.GetValue<DateTimeOffset>().Should().Be(Utc("2018-01-01 23:00:00"));
        shown["loginCount"]!.GetValue<int>().Should().Be(3);
    }

    [Fact]
    public async Task Importing_again_changes_nothing()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        var token = await world.TokenAsync();
        (await ImportAsync(op, Export("wafer2-batch.tsv"))).Should(1).Output.Should().Be("5 imported, 1 already existing, 2 refused.\n");
        (await op.RunAsync(["users", "delete", $"{World.AppId}#oNull_0000000000000000000000", "--yes"])).Should(0);
        var before = Texts(await RowsAsync(op));

        var document = (await ImportAsync(op, Export("wafer2-batch.tsv"), "--json")).Should(1).Json;

        document.ToJsonString().Should().Be($$"""{"appId":"{{World.AppId}}","dryRun":false,"imported":0,"alreadyThere":6,"refused":2,"repeated":0}""");
        Texts(await RowsAsync(op)).Should().BeEquivalentTo(before);
        (await world.ShowSessionAsync(token)).Ok();
        (await op.RunAsync(["users", "show", $"{World.AppId}#oNull_0000000000000000000000"])).Should(1);

        static IEnumerable<string> Texts(List<Dictionary<string, AttributeValue>> rows) => [.. rows.Select(row => string.Join(' ', row.OrderBy(a => a.Key).Select(a => a.Key + a.Value.S + a.Value.N)))];
    }

    [Fact]
    public async Task A_dry_run_checks_and_writes_nothing()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;

        (await ImportAsync(op, Export("wafer2-batch.tsv"), "--dry-run")).Should(1, "Line 9:").Output.Should().Be("Nothing was written. Users to import: 6, refused: 2.\n");

        (await RowsAsync(op)).Should().BeEmpty();
    }

    [Fact]
    public async Task Times_are_read_in_the_given_UTC_offset()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;

        (await ImportAsync(op, Text("o1,u,s,2018-01-02 07:00:00,2018-01-02 07:00:00,k,\n"), "--utc-offset", "-03:30")).Should(0);

        (await world.Services.GetRequiredService<IUserStore>().FindAsync(new(World.App, "o1"), _cancel))!.FirstLoginAt.Should().Be(Utc("2018-01-02 10:30:00"));
    }

    [Fact]
    public async Task A_bad_line_is_reported_and_the_other_lines_are_imported()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        var now = world.Now.ToOffset(TimeSpan.FromHours(8)).AddMinutes(5).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

        var ran = await ImportAsync(op, Text($$"""
            open_id,create_time,last_visit_time,user_info,skey
            o1,2018-01-02 07:00:00,2018-01-02 07:00:00,,secret
            ,2018-01-02 07:00:00,2018-01-02 07:00:00,,secret
            NULL,2018-01-02 07:00:00,2018-01-02 07:00:00,,secret
            secret user,2018-01-02 07:00:00,2018-01-02 07:00:00,,secret
            o2,0000-00-00 00:00:00,2018-01-02 07:00:00,,secret
            o2,2018-01-02 07:00:00,secret,,secret
            o2,2018-01-02 07:00:00,NULL,,secret
            o2,2018-01-02 07:00:00,{{now}},,secret
            o2,1970-01-01 00:00:00,9999-12-31 23:59:59,,secret
            o2,2018-01-02 07:00:00
            o2,2018-01-02 07:00:00,2018-01-02 07:00:00,"secret"x,secret
            o2,2018-01-02 07:00:00,2018-01-02 07:00:00,"{""openId"":""secret""}",secret
            o2,2018-01-02 07:00:00,2018-01-02 07:00:00,"{""watermark"":[""secret""]}",secret
            o2,2018-01-02 07:00:00,2018-01-02 07:00:00,"{""nickName"":""secret}",secret
            o2,2018-01-02 07:00:00,2018-01-02 07:00:00,null,secret
            o2,2018-01-02 07:00:00,2018-01-02 07:00:00,"{""nickName"":""{{'\uFFFD'}}""}",secret
            o3,2018-01-02 07:00:00,2018-01-02 07:00:00,,secret

            """));

        ran.Should(1).Output.Should().Be("2 imported, 0 already existing, 15 refused.\n");
        ran.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => string.Join(' ', line.Split(' ')[1..3])).Should().Equal(
            "3: open_id", "4: open_id", "5: open_id", "6: create_time", "7: last_visit_time", "8: last_visit_time", "9: last_visit_time", "10: create_time",
            "11: line", "12: line", "13: user_info", "14: user_info", "15: user_info", "16: user_info", "17: user_info");
        ran.Error.Should().Contain("Line 9: last_visit_time is in the future; check --utc-offset.").And.NotContain("secret");
    }

    [Fact]
    public async Task A_damaged_user_info_costs_only_what_is_damaged()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        var half = """{"nickName":"李雷\ud83d","unionId":"oUnion","city":[]}""".Replace("\"", "\"\"", StringComparison.Ordinal);
        var cut = Convert.ToBase64String([.. "{\"nickName\":\"\u97e9\u0014"u8, 0xf0, .. "\",\"unionId\":\"oUnion\"}"u8]);

        (await ImportAsync(op, Text($"""
            open_id,create_time,last_visit_time,user_info
            oHalf,2018-01-02 07:00:00,2018-01-02 07:00:00,"{half}"
            oCut,2018-01-02 07:00:00,2018-01-02 07:00:00,{cut}

            """))).Should(0).Output.Should().Be("2 imported, 0 already existing, 0 refused.\n");

        (await op.RunAsync(["users", "show", $"{World.AppId}#oHalf", "--json"])).Should(0).Json["nickName"]!.GetValue<string>().Should().Be("李雷\uFFFD");
        (await op.RunAsync(["users", "show", $"{World.AppId}#oCut", "--json"])).Should(0).Json["nickName"]!.GetValue<string>().Should().Be("韩\u0014\uFFFD");
        (await op.RunAsync(["users", "find", "--union-id", "oUnion", "--json"])).Should(0).Json["userKeys"]!.AsArray().Should().HaveCount(2);
    }

    [Fact]
    public async Task A_user_on_several_lines_is_imported_once()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;

        (await ImportAsync(op, Text("""
            open_id,create_time,last_visit_time,user_info
            o1,2018-01-02 07:00:00,2018-05-02 07:00:00,"{""nickName"":""old"",""unionId"":""oUnion""}"
            o1,2018-03-02 07:00:00,2018-06-02 07:00:00,"{""nickName"":""new""}"
            o1,2017-01-02 07:00:00,2017-02-02 07:00:00,
            o2,2018-01-02 07:00:00,2018-01-02 07:00:00,

            """))).Should(0).Output.Should().Be("2 imported, 0 already existing, 0 refused, 2 merged with the previous line.\n");
        (await ImportAsync(op, Text("o3,u,s,2018-01-02 07:00:00,2018-01-02 07:00:00,k,\no2,u,s,2016-01-02 07:00:00,2018-01-02 07:00:00,k,\no3,u,s,2018-01-02 07:00:00,2018-01-02 07:00:00,k,\n")))
            .Should(0).Output.Should().Be("1 imported, 2 already existing, 0 refused.\n");

        (await RowsAsync(op)).Should().HaveCount(3);
        (await world.Services.GetRequiredService<IUserStore>().FindAsync(new(World.App, "o1"), _cancel)).Should().Be(new User(new(World.App, "o1"), "oUnion", new("new", null), Utc("2017-01-01 23:00:00"), Utc("2018-06-01 23:00:00"), 1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a,b,c\n")]
    [InlineData("open_id,create_time,user_info\n")]
    [InlineData("\"o1\n")]
    public async Task A_file_with_other_columns_is_refused(string text)
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;

        (await ImportAsync(op, Text(text))).Should(1, "The first line").Output.Should().BeEmpty();
    }

    [Fact]
    public async Task The_app_must_be_registered()
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;

        (await ImportAsync(op, Export("wafer2-batch.tsv"))).Should(1, "minilogin apps add").Output.Should().BeEmpty();

        (await RowsAsync(op)).Should().BeEmpty();
    }

    [Fact]
    public async Task The_printed_command_registers_the_app_when_it_is_pasted()
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;
        var hint = (await ImportAsync(op, Export("wafer2-batch.tsv"))).Error.Trim().Split("run: minilogin ")[1];

        // As a shell splits it: 'a b' is one argument.
        var arguments = hint.Split('\'').SelectMany((part, i) => i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToArray();
        (await Operator.RunAnywhereAsync(arguments, World.AppSecret)).Should(0);

        (await ImportAsync(op, Export("wafer2-batch.tsv"))).Output.Should().StartWith("6 imported");
    }

    [Fact]
    public async Task A_failed_import_reports_how_far_it_got()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;

        var ran = await ImportAsync(op, Export("wafer2-batch.tsv"), "--users-table", "no-such-users");

        ran.Should(1, "Import stopped after 0 imported").Error.Should().Contain("no-such-users");
    }

    [Fact]
    public async Task An_unreadable_file_is_reported()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await using var held = new FileStream(Text("o1"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        (await ImportAsync(op, _file)).Should(1, _file);
    }

    [Fact]
    public async Task A_throttled_write_is_retried_a_limited_number_of_times()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        var (calls, failing) = (0, 3);
        world.Calls.Intercept = (_, _) => Task.FromResult(Interlocked.Increment(ref calls) <= failing ? Throttled() : null);
        var users = Enumerable.Range(0, 5).Select(i => new ParsedLine.Good(new(new(World.App, $"o{i}"), null, null, world.Now, world.Now)));
        var import = Import(world);

        await import.RunAsync(users, isDryRun: false, _cancel);

        (import.Imported, import.AlreadyThere).Should().Be((5, 0));
        (calls, failing) = (0, int.MaxValue);
        var never = () => Import(world).RunAsync(users.Take(1), isDryRun: false, _cancel);
        await never.Should().ThrowAsync<StoreUnavailableException>();
        calls.Should().BeInRange(6, 20);

        static UserImport Import(World world) => new(world.Services.GetRequiredService<IUserStore>(), world.Services.GetRequiredService<TimeProvider>(), _ => { });
    }

    [Fact]
    public async Task A_long_export_is_streamed_with_few_writes_in_flight()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        var (read, written, mostAhead) = (0, 0, 0);
        world.Calls.Intercept = async (_, _) =>
        {
            await Task.Delay(1, _cancel);
            Interlocked.Increment(ref written);
            return null;
        };
        var import = new UserImport(world.Services.GetRequiredService<IUserStore>(), world.Services.GetRequiredService<TimeProvider>(), _ => { });

        await import.RunAsync(Lines(), isDryRun: false, _cancel);

        import.Imported.Should().Be(1000);
        mostAhead.Should().BeLessThan(50);

        IEnumerable<ParsedLine> Lines()
        {
            for (; read < 1000; read++)
            {
                mostAhead = Math.Max(mostAhead, read - Volatile.Read(ref written));
                yield return new ParsedLine.Good(new(new(World.App, $"o{read}"), null, null, world.Now, world.Now));
            }
        }
    }

    private static HttpResponseMessage Throttled() => new(System.Net.HttpStatusCode.BadRequest)
    {
        Content = new StringContent("""{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException","message":"slower"}""", System.Text.Encoding.UTF8, "application/x-amz-json-1.0"),
    };

    private static Task<Ran> ImportAsync(Operator op, string file, params string[] more) => op.RunAsync(["users", "import", file, "--app", World.AppId, .. more]);

    private static string Export(string name) => Path.Combine(Exports, name);

    private static DateTimeOffset Utc(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static async Task<List<Dictionary<string, AttributeValue>>> RowsAsync(Operator op) =>
        (await op.DynamoDB.ScanAsync(new ScanRequest { TableName = op.Options.UsersTable, ConsistentRead = true }, TestContext.Current.CancellationToken)).Items;

    private static async Task<(World World, Operator Operator)> StartAsync()
    {
        var (world, op) = await Operator.StartAsync();
        await op.AddAppAsync();
        return (world, op);
    }

    private string Text(string text)
    {
        File.WriteAllText(_file, text);
        return _file;
    }
}
