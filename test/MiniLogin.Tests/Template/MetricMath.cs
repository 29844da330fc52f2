using System.Globalization;
using System.Text.RegularExpressions;

namespace MiniLogin.Tests.Template;

/// <summary>
/// Evaluates a metric math expression at one point in time, with the operators and functions that the template uses. Null stands
/// for missing data: it makes an operation null, and SUM and MAX ignore it.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
/// </summary>
internal sealed partial class MetricMath
{
    private readonly string[] _tokens;
    private readonly IReadOnlyDictionary<string, double?> _metrics;
    private int _at;

    private MetricMath(string expression, IReadOnlyDictionary<string, double?> metrics)
    {
        _tokens = [.. Token().Matches(expression).Select(token => token.Value)];
        _metrics = metrics;
    }

    public static double? Evaluate(string expression, IReadOnlyDictionary<string, double?> metrics)
    {
        var math = new MetricMath(expression, metrics);
        var value = math.Comparison().Single();
        math._at.Should().Be(math._tokens.Length, "{0} must be understood completely", expression);
        return value;
    }

    /// <summary>An array: a scalar has one value, METRICS() one for each metric.</summary>
    private double?[] Comparison()
    {
        var left = Sum();
        return Take(">=") ? Combine(left, Sum(), (a, b) => a >= b ? 1 : 0)
            : Take(">") ? Combine(left, Sum(), (a, b) => a > b ? 1 : 0)
            : left;
    }

    private double?[] Sum()
    {
        var value = Product();
        while (_at < _tokens.Length && _tokens[_at] is "+" or "-")
        {
            value = _tokens[_at++] == "+" ? Combine(value, Product(), (a, b) => a + b) : Combine(value, Product(), (a, b) => a - b);
        }

        return value;
    }

    private double?[] Product()
    {
        var value = Factor();
        while (_at < _tokens.Length && _tokens[_at] is "*" or "/")
        {
            value = _tokens[_at++] == "*" ? Combine(value, Factor(), (a, b) => a * b) : Combine(value, Factor(), (a, b) => b == 0 ? null : a / b);
        }

        return value;
    }

    private double?[] Factor()
    {
        var token = _tokens[_at++];
        if (token == "(")
        {
            var value = Comparison();
            Expect(")");
            return value;
        }

        return double.TryParse(token, CultureInfo.InvariantCulture, out var number) ? [number]
            : Take("(") ? Call(token)
            : [_metrics[token]];
    }

    private double?[] Call(string function)
    {
        var arguments = new List<double?[]>();
        while (!Take(")"))
        {
            arguments.Add(Comparison());
            Take(",");
        }

        return function switch
        {
            "METRICS" => [.. _metrics.Values],
            "FILL" => [.. arguments[0].Select(value => value ?? arguments[1].Single())],
            "SUM" => [arguments[0].Any(value => value is not null) ? arguments[0].Sum() : null],
            "MAX" => [arguments[0].Max()],
            "IF" => arguments[0].Single() is { } condition ? arguments[condition != 0 ? 1 : 2] : [null],
            _ => throw new NotSupportedException(function),
        };
    }

    private static double?[] Combine(double?[] left, double?[] right, Func<double, double, double?> operation) =>
        [left.Single() is { } a && right.Single() is { } b ? operation(a, b) : null];

    private bool Take(string token)
    {
        var taken = _at < _tokens.Length && _tokens[_at] == token;
        _at += taken ? 1 : 0;
        return taken;
    }

    private void Expect(string token) => Take(token).Should().BeTrue("{0} must be next", token);

    [GeneratedRegex(@"[A-Za-z]\w*|[0-9.]+|>=|\S", RegexOptions.CultureInvariant)]
    private static partial Regex Token();
}
