namespace Baseline;

#pragma warning disable IDE1006, CA1812 // Named as WeChat names them; made by the deserializer.
internal sealed record CodeAnswer(string? openid, string? session_key);
