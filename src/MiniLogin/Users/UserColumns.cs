using Amazon.DynamoDBv2.Model;
using MiniLogin.Aws;

namespace MiniLogin.Users;

/// <summary>A user as the attributes of its row; what is not known is absent.</summary>
internal static class UserColumns
{
    private const string AppId = "appId";

    /// <summary>Whether the row is a user's, not a tombstone.</summary>
    public static bool IsUser(Dictionary<string, AttributeValue> item) => item.ContainsKey(AppId);

    /// <summary>Continues a SET clause with what is not null: <c>, name = :name</c> for each.</summary>
    public static string Set(string? unionId, UserProfile? profile, Dictionary<string, AttributeValue> values, Dictionary<string, string> names)
    {
        var update = "";
        Add("unionId", unionId is null ? null : new(unionId));
        Add("nickName", Text(profile?.NickName));
        Add("avatarUrl", Text(profile?.AvatarUrl));
        Add("gender", profile?.Gender is { } gender ? ItemValue.Of(gender) : null);
        Add("city", Text(profile?.City));
        Add("province", Text(profile?.Province));
        Add("country", Text(profile?.Country));
        if (profile?.Language is not null)
        {
            // A reserved word of DynamoDB.
            names["#language"] = "language";
            update += ", #language = :language";
            values[":language"] = new(profile.Language);
        }

        return update;

        void Add(string name, AttributeValue? value)
        {
            if (value is not null)
            {
                update += $", {name} = :{name}";
                values[$":{name}"] = value;
            }
        }
    }

    public static User ToUser(Dictionary<string, AttributeValue> item)
    {
        return new(
            item[AppId].S,
            item["openId"].S,
            Get("unionId"),
            ToProfile(),
            ItemValue.Time(item["firstLoginAt"]),
            ItemValue.Time(item["lastLoginAt"]),
            ItemValue.Long(item["loginCount"]),
            item.TryGetValue("blocked", out var blocked) && blocked.BOOL == true,
            item.TryGetValue("sessionsEndedAt", out var endedAt) ? ItemValue.Time(endedAt) : null,
            Get("keptSessionId"),
            item.TryGetValue("sealedPhone", out var phone) ? phone.B.ToArray() : (ReadOnlyMemory<byte>?)null,
            Get("avatarName"));

        string? Get(string name) => item.TryGetValue(name, out var value) ? value.S : null;

        UserProfile? ToProfile()
        {
            var profile = new UserProfile(
                Get("nickName"),
                Get("avatarUrl"),
                item.TryGetValue("gender", out var gender) ? (int)ItemValue.Long(gender) : null,
                Get("language"),
                Get("city"),
                Get("province"),
                Get("country"));
            return profile == new UserProfile(null, null) ? null : profile;
        }
    }

    // DynamoDB takes empty strings, but they say nothing.
    private static AttributeValue? Text(string? text) => string.IsNullOrEmpty(text) ? null : new(text);
}
