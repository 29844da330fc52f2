using System.Globalization;
using System.Net;
using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;

namespace MiniLogin.Cli.Console;

/// <summary>
/// Reads sums by hour of the stack's own metrics from CloudWatch. A call takes at most 5 s and is sent again once. The package of the SDK
/// for CloudWatch would be for this call alone.
/// </summary>
/// <param name="url">A custom endpoint; empty for that of AWS.</param>
internal sealed class StackMetrics(AwsAccess access, string url, TimeProvider clock) : IDisposable
{
    private const int Hour = 3600;
    private const int NoAnswer = 0;
    private const string ContentType = "application/x-www-form-urlencoded";

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5), MaxResponseContentBufferSize = 1 << 20 };

    /// <param name="names">The metrics, at most 500.</param>
    /// <param name="from">The start of an hour.</param>
    /// <param name="hours">How many hours.</param>
    /// <returns>The sums by hour of each metric; or null, and in one line why they cannot be read.</returns>
    public async Task<(IReadOnlyList<long[]>? Sums, string? Problem)> SumAsync(string stack, IReadOnlyList<string> names, DateTimeOffset from, int hours, CancellationToken cancellationToken)
    {
        var form = Form(stack, names, from, from.AddHours(hours));
        var (status, body) = await SendAsync(form, cancellationToken);
        if (status is NoAnswer or >= (int)HttpStatusCode.InternalServerError)
        {
            (status, body) = await SendAsync(form, cancellationToken);
        }

        return status == NoAnswer ? (null, body) : Read(body, status, names.Count, from, hours);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Returns the status and the body; or <see cref="NoAnswer"/>, and in one line why there is none.</summary>
    private async Task<(int Status, string Body)> SendAsync(string form, CancellationToken cancellationToken)
    {
        try
        {
            using var request = AwsSignature.Sign(access.Monitoring(url), form, ContentType, access.RegionName(url), "monitoring", await access.CredentialsAsync(url), clock.GetUtcNow());
            using var answer = await _http.SendAsync(request, cancellationToken);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (Exception e) when (e is AmazonClientException or AmazonServiceException)
        {
            return (NoAnswer, AwsRefusal.Describe(e, access.Profile));
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (NoAnswer, $"CloudWatch could not be reached: {e.Message}");
        }
    }

    private static string Form(string stack, IReadOnlyList<string> names, DateTimeOffset from, DateTimeOffset to)
    {
        var members = new List<(string Name, string Value)> { ("Action", "GetMetricData"), ("Version", "2010-08-01"), ("StartTime", Text(from)), ("EndTime", Text(to)) };
        for (var i = 0; i < names.Count; i++)
        {
            var query = $"MetricDataQueries.member.{i + 1}";
            members.AddRange(
            [
                ($"{query}.Id", $"m{i}"), ($"{query}.MetricStat.Metric.Namespace", $"MiniLogin/{stack}"), ($"{query}.MetricStat.Metric.MetricName", names[i]),
                ($"{query}.MetricStat.Period", $"{Hour}"), ($"{query}.MetricStat.Stat", "Sum"),
            ]);
        }

        return string.Join('&', members.Select(member => $"{Uri.EscapeDataString(member.Name)}={Uri.EscapeDataString(member.Value)}"));

        static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    private (IReadOnlyList<long[]>? Sums, string? Problem) Read(string body, int status, int count, DateTimeOffset from, int hours)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(body), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            var root = XDocument.Load(reader).Root!;
            if (status != (int)HttpStatusCode.OK)
            {
                var (code, message) = (Inner(root, "Code").FirstOrDefault()?.Value, Inner(root, "Message").FirstOrDefault()?.Value);
                return (null, AwsRefusal.Describe(code ?? $"{status}", message ?? "", access.Profile));
            }

            var sums = Enumerable.Range(0, count).Select(_ => new long[hours]).ToList();
            foreach (var result in Inner(root, "MetricDataResults").Elements())
            {
                var index = int.Parse(Inner(result, "Id").First().Value.AsSpan(1), CultureInfo.InvariantCulture);
                foreach (var (time, value) in Inner(result, "Timestamps").Elements().Zip(Inner(result, "Values").Elements()))
                {
                    var hour = (int)Math.Floor((DateTimeOffset.Parse(time.Value, CultureInfo.InvariantCulture) - from).TotalHours);
                    if (hour >= 0 && hour < hours)
                    {
                        sums[index][hour] += (long)double.Parse(value.Value, CultureInfo.InvariantCulture);
                    }
                }
            }

            return (sums, null);
        }
        catch (Exception e) when (e is XmlException or FormatException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            return (null, $"CloudWatch answered {status} with something that is no result.");
        }
    }

    private static IEnumerable<XElement> Inner(XElement element, string name) => element.Descendants().Where(inner => inner.Name.LocalName == name);
}
