namespace PlainFunction;

#pragma warning disable IDE1006, CA1812 // The names are those of WeChat's JSON; instances are created by the deserializer.
internal sealed record CodeAnswer(string? openid, string? session_key);
