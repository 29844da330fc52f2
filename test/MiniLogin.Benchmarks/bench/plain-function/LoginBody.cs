namespace PlainFunction;

#pragma warning disable CA1812 // Created by the deserializer.
internal sealed record LoginBody(string? Code);
