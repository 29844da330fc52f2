using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace MiniLogin.Aws;

/// <summary>Converts values to and from DynamoDB attributes. Times are epoch seconds.</summary>
internal static class ItemValue
{
    public static AttributeValue From(byte[] bytes) => new() { B = new MemoryStream(bytes, writable: false) };

    public static AttributeValue From(long value) => new() { N = value.ToString(CultureInfo.InvariantCulture) };

    public static AttributeValue From(DateTimeOffset time) => From(time.ToUnixTimeSeconds());

    public static long ToLong(AttributeValue value) => long.Parse(value.N, CultureInfo.InvariantCulture);

    public static DateTimeOffset ToTime(AttributeValue value) => DateTimeOffset.FromUnixTimeSeconds(ToLong(value));
}
