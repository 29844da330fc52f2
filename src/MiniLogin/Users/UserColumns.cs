using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using MiniLogin.Apps;
using MiniLogin.Aws;
using MiniLogin.Secrets;

namespace MiniLogin.Users;

/// <summary>The attributes of a user's row. Attributes with an unknown value are absent.</summary>
internal static class UserColumns
{
    public const string UserKeyColumn = "userKey";
    public const string SecurityStamp = "securityStamp";
    public const string Blocked = "blocked";
    public const string ExpiresAt = "expiresAt";
    public const string SealedSessionKey = "sealedSessionKey";
    public const string PreviousSessionKey = "previousSessionKey";
    public const string SealedPhone = "sealedPhone";
    public const string PhoneHash = "phoneHash";
    public const string AvatarName = "avatarName";
    public const string PersonId = "personId";
    public const string AppIdColumn = "appId";
    public const string OpenId = "openId";
    public const string UnionId = "unionId";
    public const string FirstLoginAt = "firstLoginAt";
    public const string LastLoginAt = "lastLoginAt";
    public const string LoginCount = "loginCount";
    public const string KeptSessionId = "keptSessionId";

    /// <summary>The key of the user whose data an operator moved into this row.</summary>
    public const string MovedFrom = "movedFrom";

    /// <summary>The key of the user into whose row an operator moved the data of this one. Of such a user only a tombstone is left.</summary>
    public const string MovedTo = "movedTo";

    public const string ByUnionId = "byUnionId";
    public const string ByPhone = "byPhone";

    /// <summary>The value of <see cref="PersonId"/> of a user whom the operator unlinked.</summary>
    public const string Unlinked = "-";

    /// <summary>A reserved word of DynamoDB: an expression must name it <c>#language</c>.</summary>
    public const string Language = "language";

    private const string PhoneCodeHash = "phoneCodeHash";
    private const string NickName = "nickName";
    private const string AvatarUrl = "avatarUrl";
    private const string AvatarDay = "avatarDay";
    private const string AvatarsInDay = "avatarsInDay";
    private const string Gender = "gender";
    private const string City = "city";
    private const string Province = "province";
    private const string Country = "country";

    public static readonly TableSchema Schema = new(
        new(UserKeyColumn, ScalarAttributeType.S),
        ExpiresAt,
        HasStream: false,
        new TableIndex(ByUnionId, [new(UnionId, ScalarAttributeType.S)], []),
        new TableIndex(ByPhone, [new(PhoneHash, ScalarAttributeType.S)], []));

    /// <summary>All attributes that a row may have.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        UserKeyColumn, SecurityStamp, ExpiresAt, AppIdColumn, OpenId, UnionId, FirstLoginAt, LastLoginAt, LoginCount, "loginMinute", "loginsInMinute",
        SealedSessionKey, PreviousSessionKey, SealedPhone, PhoneHash, PhoneCodeHash, Blocked, KeptSessionId, PersonId, MovedFrom, MovedTo,
        NickName, AvatarUrl, AvatarName, AvatarDay, AvatarsInDay, Gender, Language, City, Province, Country,
    ];

    /// <summary>What the user, or WeChat, has said of the user, and the user's picture.</summary>
    public static readonly IReadOnlyList<string> Profile = [NickName, AvatarUrl, AvatarName, Gender, Language, City, Province, Country];

    /// <summary>Attributes that are sealed with a data key of the app, with the purpose of the seal. A rotation seals them with a newer key.</summary>
    public static readonly IReadOnlyDictionary<string, string> Sealed = new Dictionary<string, string>
    {
        [SealedSessionKey] = UserSeal.SessionKeyPurpose,
        [PreviousSessionKey] = UserSeal.SessionKeyPurpose,
        [SealedPhone] = UserSeal.PhonePurpose,
    };

    /// <summary>Attributes that a deletion removes: all except those of the tombstone. A block outlives the account.</summary>
    public static IEnumerable<string> Erased => All.Except([UserKeyColumn, Blocked, ExpiresAt]);

    /// <summary>True if the row is a user, false if it is a tombstone.</summary>
    public static bool IsUser(Dictionary<string, AttributeValue> item) => item.ContainsKey(AppIdColumn);

    public static bool IsBlocked(Dictionary<string, AttributeValue> item) => item.ContainsKey(Blocked);

    /// <summary>Returns <c>, name = :name</c> for each value that is not null, to continue a SET clause.</summary>
    public static string Set(string? unionId, UserProfile? profile, Dictionary<string, AttributeValue> values, Dictionary<string, string> names, string? avatarName = null)
    {
        var update = "";
        Add(UnionId, unionId is null ? null : new(unionId));
        Add(NickName, ToText(profile?.NickName));
        Add(AvatarUrl, ToText(profile?.AvatarUrl));
        Add(AvatarName, ToText(avatarName));
        Add(Gender, profile?.Gender is { } gender ? ItemValue.From(gender) : null);
        Add(City, ToText(profile?.City));
        Add(Province, ToText(profile?.Province));
        Add(Country, ToText(profile?.Country));
        if (profile?.Language is not null)
        {
            names["#language"] = Language;
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

    /// <summary>Returns the update that sets the columns of a phone number and removes those that do not belong to it.</summary>
    public static string SetPhone(StoredPhone phone, Dictionary<string, AttributeValue> values)
    {
        var (set, remove) = ($"SET {SealedPhone} = :phone", "");
        foreach (var (column, value) in new[] { (PhoneHash, phone.Hash), (PhoneCodeHash, phone.CodeHash) })
        {
            if (value is null)
            {
                remove += $"{(remove.Length == 0 ? " REMOVE " : ", ")}{column}";
            }
            else
            {
                set += $", {column} = :{column}";
                values[$":{column}"] = new(value);
            }
        }

        values[":phone"] = ItemValue.From(phone.Sealed);
        return set + remove;
    }

    public static UserKey ToKey(Dictionary<string, AttributeValue> item) =>
        UserKey.TryParse(item[UserKeyColumn].S, out var key) ? key : throw new FormatException("A row of the Users table has a malformed key.");

    public static User ToUser(Dictionary<string, AttributeValue> item)
    {
        return new(
            new(AppId.Parse(item[AppIdColumn].S), item[OpenId].S),
            Get(UnionId),
            ToProfile(),
            ItemValue.ToTime(item[FirstLoginAt]),
            ItemValue.ToTime(item[LastLoginAt]),
            ItemValue.ToLong(item[LoginCount]),
            IsBlocked(item),
            Get(SecurityStamp),
            Get(KeptSessionId),
            item.TryGetValue(SealedPhone, out var phone) ? phone.B.ToArray() : (ReadOnlyMemory<byte>?)null,
            Get(AvatarName),
            item.TryGetValue(AvatarDay, out var day) ? ItemValue.ToLong(day) : 0,
            item.TryGetValue(AvatarsInDay, out var inDay) ? (int)ItemValue.ToLong(inDay) : 0,
            Get(PhoneCodeHash),
            Get(PersonId) is { } personId && personId != Unlinked ? personId : null,
            Get(PersonId) == Unlinked);

        string? Get(string name) => item.TryGetValue(name, out var value) ? value.S : null;

        UserProfile? ToProfile()
        {
            var profile = new UserProfile(
                Get(NickName),
                Get(AvatarUrl),
                item.TryGetValue(Gender, out var gender) ? (int)ItemValue.ToLong(gender) : null,
                Get(Language),
                Get(City),
                Get(Province),
                Get(Country));
            return profile == new UserProfile(null, null) ? null : profile;
        }
    }

    // DynamoDB accepts empty strings, but they contain no information.
    private static AttributeValue? ToText(string? text) => string.IsNullOrEmpty(text) ? null : new(text);
}
