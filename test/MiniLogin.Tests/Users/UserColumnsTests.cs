using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Secrets;
using MiniLogin.Users;

namespace MiniLogin.Tests.Users;

/// <summary>The lists of a user's columns. Key rotation and deletion rely on them.</summary>
public sealed class UserColumnsTests
{
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_column_with_a_key_id_is_listed_as_sealed()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);

        var row = await FullRowAsync(world);

        row.Where(column => column.Value.B is not null && UserSeal.KeyId(column.Value.B.ToArray()) is not null).Select(column => column.Key)
            .Should().BeEquivalentTo(UserColumns.Sealed.Keys, "`minilogin apps rotate-keys` drops a data key after it has encrypted these columns again: add the column to UserColumns.Sealed");
        row.Should().AllSatisfy(column => (column.Value.B is null || UserColumns.Sealed.ContainsKey(column.Key)).Should().BeTrue($"{column.Key} is binary, so it must be sealed"));
    }

    [Fact]
    public async Task Every_column_of_a_user_is_listed_and_a_deletion_removes_it()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        var row = await FullRowAsync(world);
        row.Keys.Should().BeSubsetOf(UserColumns.All, "a deletion removes the columns of UserColumns.All: add the column there");

        await world.Services.GetRequiredService<IUserStore>().DeleteAsync(World.UserKey("lilei"), world.Now.AddDays(1), _cancel);

        (await RowAsync(world)).Keys.Should().BeEquivalentTo(["userKey", "blocked"], "a block outlives the account");
    }

    /// <summary>The row of a user for whom every column is known.</summary>
    private async Task<Dictionary<string, AttributeValue>> FullRowAsync(World world)
    {
        var users = world.Services.GetRequiredService<IUserStore>();
        var key = World.UserKey("lilei");
        await world.TokenAsync();
        var token = await world.TokenAsync();
        (await world.SendAsync(HttpMethod.Post, "/session/phone", new { code = world.WeChat.GetPhoneNumberCode(World.AppId, "lilei") }, token)).Ok();
        var profile = new UserProfile("李雷", "https://example.com/0", 1, "zh_CN", "Guangzhou", "Guangdong", "China");
        await users.RecordLoginAsync(new(key, "oUnion", profile, UserSeal.Seal(new("k1", new byte[SecretKey.Size]), UserSeal.SessionKeyPurpose, key.ToString(), [1]), world.Now, 100), _cancel);
        await users.UpdateProfileAsync(key, new(null, "https://example.com/1", "a-picture", new(1, 1, IsFirst: true)), _cancel);
        await users.BlockAsync(key, _cancel);
        await users.ChangePersonAsync((await users.FindAsync(key, _cancel))!, "a-person", _cancel);
        await SetMovedFromAsync(world);
        await users.EndSessionsAsync(key, new("keptsessionid000", (await users.FindAsync(key, _cancel))!.SecurityStamp), _cancel);

        var row = await RowAsync(world);
        row.Keys.Should().BeEquivalentTo(UserColumns.All.Except(["expiresAt", "movedTo"]), "a column that this test does not fill is not tested: fill it in FullRowAsync");
        return row;
    }

    private async Task SetMovedFromAsync(World world) => await world.Services.GetRequiredService<IAmazonDynamoDB>().UpdateItemAsync(
        new UpdateItemRequest
        {
            TableName = world.Options.UsersTable,
            Key = new() { ["userKey"] = new(World.UserKey("lilei").ToString()) },
            UpdateExpression = "SET movedFrom = :from",
            ExpressionAttributeValues = new() { [":from"] = new("wxfedcba9876543210#oOld") },
        },
        _cancel);

    private async Task<Dictionary<string, AttributeValue>> RowAsync(World world)
    {
        var request = new GetItemRequest { TableName = world.Options.UsersTable, Key = new() { ["userKey"] = new(World.UserKey("lilei").ToString()) }, ConsistentRead = true };
        return (await world.Services.GetRequiredService<IAmazonDynamoDB>().GetItemAsync(request, _cancel)).Item;
    }
}
