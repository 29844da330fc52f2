using System.Buffers;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MiniLogin.Tests.Secrets;

/// <summary>Collects all output and all secrets of the run, and searches the output for the secrets.</summary>
internal sealed class SecretWatch
{
    /// <summary>Shorter values are no secrets and would be found by chance.</summary>
    private const int Shortest = 11;

    private static readonly AsyncLocal<bool> CorruptedText = new();

    private readonly ConcurrentDictionary<string, string> _secrets = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Where, string Text)> _said = new();
    private readonly ConcurrentDictionary<string, int> _places = new(StringComparer.Ordinal);

    /// <summary>The instance for the whole test run.</summary>
    public static SecretWatch Run { get; } = Start();

    /// <summary>
    /// Set by a test that corrupts answers with secrets. The JSON parser quotes invalid text in its exception, which the product
    /// catches. If it were logged, the log is searched anyway.
    /// </summary>
    public static bool ReadsCorruptedText
    {
        set => CorruptedText.Value = value;
    }

    /// <summary>The number of outputs by kind of place.</summary>
    public IReadOnlyDictionary<string, int> Places => _places;

    /// <summary>The kinds of secrets that were collected.</summary>
    public IReadOnlySet<string> Kinds => _secrets.Values.ToHashSet(StringComparer.Ordinal);

    public int Secrets => _secrets.Count;

    public void Keep(string kind, string? secret)
    {
        if (secret?.Length >= Shortest)
        {
            _secrets.TryAdd(secret, kind);
        }
    }

    /// <param name="where">The kind of place; details may follow after a colon.</param>
    public void Say(string where, string text)
    {
        _places.AddOrUpdate(where.Split(':')[0], 1, (_, count) => count + 1);
        _said.Enqueue((where, text));
    }

    /// <summary>Every output that contains a secret, with the kind of the secret.</summary>
    public IReadOnlyList<string> Leaks()
    {
        var forms = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (secret, kind) in _secrets)
        {
            foreach (var form in Forms(secret))
            {
                forms.TryAdd(form, kind);
            }
        }

        if (forms.Count == 0)
        {
            return [];
        }

        var search = SearchValues.Create([.. forms.Keys], StringComparison.Ordinal);
        var leaks = new ConcurrentBag<string>();
        Parallel.ForEach(_said, said =>
        {
            if (said.Text.AsSpan().IndexOfAny(search) is >= 0 and var at)
            {
                var kind = forms.First(f => said.Text.AsSpan(at).StartsWith(f.Key)).Value;
                leaks.Add($"{kind} in {said.Where}: …{said.Text[Math.Max(0, at - 120)..Math.Min(said.Text.Length, at + 120)]}…");
            }
        });
        return [.. leaks];
    }

    /// <summary>A secret and its usual encodings.</summary>
    public static IEnumerable<string> Forms(string secret)
    {
        var asText = Encoding.UTF8.GetBytes(secret);
        yield return secret;
        yield return Uri.EscapeDataString(secret);
        yield return Base64Url.EncodeToString(asText);
        yield return Convert.ToBase64String(asText).TrimEnd('=');
        yield return Convert.ToHexString(asText);
        yield return Convert.ToHexStringLower(asText);
        if (BytesOf(secret) is { } bytes)
        {
            yield return Base64Url.EncodeToString(bytes);
            yield return Convert.ToBase64String(bytes).TrimEnd('=');
            yield return Convert.ToHexString(bytes);
            yield return Convert.ToHexStringLower(bytes);
        }
    }

    /// <summary>The bytes of a secret in base64 or base64url, if it is a key of 16 or 32 bytes.</summary>
    private static byte[]? BytesOf(string secret)
    {
        var bytes = new byte[secret.Length];
        return Convert.TryFromBase64String(secret.Replace('-', '+').Replace('_', '/').PadRight((secret.Length + 3) / 4 * 4, '='), bytes, out var length) && length is 16 or 32 ? bytes[..length] : null;
    }

    private static SecretWatch Start()
    {
        var watch = new SecretWatch();
        AppDomain.CurrentDomain.FirstChanceException += (_, thrown) =>
        {
            // Failed assertions quote answers.
            if (thrown.Exception.GetType().Namespace is not ("FluentAssertions.Execution" or "Xunit.Sdk" or "Xunit.v3")
                && !(CorruptedText.Value && thrown.Exception is JsonException))
            {
                watch.Say($"exception: {thrown.Exception.GetType()}", thrown.Exception.Message);
            }
        };
        var metrics = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        var listener = new MeterListener { InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument) };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Measured(instrument, tags));
        listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Measured(instrument, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Measured(instrument, tags));
        listener.Start();
        return watch;

        void Measured(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var text = new StringBuilder(instrument.Name);
            foreach (var (name, value) in tags)
            {
                text.Append(CultureInfo.InvariantCulture, $" {name}={value}");
            }

            if (metrics.TryAdd(text.ToString(), true))
            {
                watch.Say("metric", text.ToString());
            }
        }
    }
}
