using System.Text.Json.Serialization;

namespace MiniLogin.Users;

/// <summary>A user's phone number, as WeChat vouches for it. For that user only: its name is all the text it has.</summary>
/// <param name="PhoneNumber">With the country code in front when it is not a mainland number.</param>
/// <param name="PurePhoneNumber">Without the country code.</param>
/// <param name="CountryCode">Digits: <c>86</c>.</param>
public sealed record BoundPhone(
    [property: JsonPropertyName("phoneNumber")] string PhoneNumber,
    [property: JsonPropertyName("purePhoneNumber")] string PurePhoneNumber,
    [property: JsonPropertyName("countryCode")] string CountryCode)
{
    public override string ToString() => "phone number";
}
