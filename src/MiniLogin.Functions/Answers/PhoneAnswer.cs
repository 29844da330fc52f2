using MiniLogin.Account;

namespace MiniLogin.Functions.Answers;

/// <summary>A phone number, for its own user only.</summary>
internal sealed record PhoneAnswer(string PhoneNumber, string PurePhoneNumber, string CountryCode)
{
    public static PhoneAnswer From(BoundPhone phone) => new(phone.PhoneNumber, phone.PurePhoneNumber, phone.CountryCode);

    public override string ToString() => "phone number";
}
