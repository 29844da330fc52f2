using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace MiniLogin.Aws;

/// <summary>Values as DynamoDB holds them; times are epoch seconds.</summary>
internal static class ItemValue
{
    public static AttributeValue Of(byte[] bytes) => new() { B = new MemoryStream(bytes, writable: false) };

    public static AttributeValue Of(long value) => new() { N = value.ToString(CultureInfo.InvariantCulture) };

    public static AttributeValue Of(DateTimeOffset time) => Of(time.ToUnixTimeSeconds());

    public static long Long(AttributeValue value) => long.Parse(value.N, CultureInfo.InvariantCulture);

    public static DateTimeOffset Time(AttributeValue value) => DateTimeOffset.FromUnixTimeSeconds(Long(value));
}
