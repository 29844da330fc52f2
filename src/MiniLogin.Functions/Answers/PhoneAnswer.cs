using MiniLogin.Account;

namespace MiniLogin.Functions.Answers;

/// <summary>For the user whose it is.</summary>
internal sealed record PhoneAnswer(string PhoneNumber, string PurePhoneNumber, string CountryCode)
{
    public static PhoneAnswer From(BoundPhone phone) => new(phone.PhoneNumber, phone.PurePhoneNumber, phone.CountryCode);

    public override string ToString() => "phone number";
}
