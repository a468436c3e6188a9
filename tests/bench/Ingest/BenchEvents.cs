using System.Globalization;
using System.Text;
using Grainwatch.Domain.Series;

namespace Grainwatch.Bench.Ingest;

/// <summary>The logs that every measurement sends: 254 bytes of JSON each, 20 services with 5 severities, of the last minute.</summary>
static class BenchEvents
{
    public const int Length = 254;
    public static readonly string[] Severities = ["DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
    public static readonly string[] Services = [.. Enumerable.Range(0, 20).Select(i => $"service-{i:00}")];

    public static readonly SeriesKey[] Series =
        [.. Services.SelectMany(service => Severities.Select(severity => new SeriesKey(service, severity)))];

    public static BenchEvent Create(int number, DateTimeOffset now)
    {
        // Stirred, so that neighbours in a body are of different series, as they are in life.
        var series = Series[(int)((uint)number * 2654435761 % (uint)Series.Length)];
        var time = now.AddSeconds(-(number % 60));
        var log = new BenchEvent(time, $"srv-{number % 50:00}", series.Service, series.Severity, "", "E504", $"r-{number % 1000:000}", "{\\\"k\\\":1}");
        return log with { Message = $"request {number:0000000000} failed: upstream timed out ".PadRight(Length - log.ToJson().Length, '.') };
    }

    /// <summary>Bodies of newline-delimited JSON.</summary>
    public static byte[][] Bodies(int bodies, int eventsEach, DateTimeOffset now) =>
        [.. Enumerable.Range(0, bodies).Select(body => Encoding.UTF8.GetBytes(string.Join(
            '\n', Enumerable.Range(0, eventsEach).Select(i => Create((body * eventsEach) + i, now).ToJson()))))];
}

/// <param name="Metadata">As it stands between the quotes of the JSON.</param>
sealed record BenchEvent(
    DateTimeOffset Time, string ServerId, string Service, string Severity, string Message, string ErrorCode, string ResourceId, string Metadata)
{
    public string ToJson() => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"timestamp":"{{Time:yyyy-MM-dd HH:mm:ss}}","server_id":"{{ServerId}}","service":"{{Service}}","severity":"{{Severity}}","message":"{{Message}}","error_code":"{{ErrorCode}}","resource_id":"{{ResourceId}}","metadata":"{{Metadata}}"}""");
}
