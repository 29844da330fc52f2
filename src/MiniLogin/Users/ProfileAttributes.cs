using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace MiniLogin.Users;

/// <summary>A profile as the map <c>Users.profile</c>; what is null is absent.</summary>
internal static class ProfileAttributes
{
    public static Dictionary<string, AttributeValue> From(UserProfile profile)
    {
        var map = new Dictionary<string, AttributeValue>();
        Add("nickName", profile.NickName);
        Add("avatarUrl", profile.AvatarUrl);
        Add("language", profile.Language);
        Add("city", profile.City);
        Add("province", profile.Province);
        Add("country", profile.Country);
        if (profile.Gender is { } gender)
        {
            map["gender"] = new() { N = gender.ToString(CultureInfo.InvariantCulture) };
        }

        return map;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                map[name] = new(value);
            }
        }
    }

    public static UserProfile ToProfile(Dictionary<string, AttributeValue> map)
    {
        return new(
            Text("nickName"),
            Text("avatarUrl"),
            map.TryGetValue("gender", out var gender) ? int.Parse(gender.N, CultureInfo.InvariantCulture) : null,
            Text("language"),
            Text("city"),
            Text("province"),
            Text("country"));

        string? Text(string name) => map.TryGetValue(name, out var value) ? value.S : null;
    }
}
