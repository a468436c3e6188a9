using System.Globalization;
using Grainwatch.Cli.Connection;

namespace Grainwatch.Cli.Output;

/// <summary>One anomaly on one line.</summary>
static class AnomalyLine
{
    /// <param name="now">When it arrived here.</param>
    /// <param name="sinceSent">Since the log that crossed the threshold was sent, when that is known.</param>
    public static string Markup(PushedAnomaly anomaly, DateTimeOffset now, TimeSpan? sinceSent = null)
    {
        var series = Terminal.Escape($"{anomaly.Service} {anomaly.Severity}".PadRight(16));
        var time = string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:HH:mm:ss.fff}");
        return anomaly.State == "firing"
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{time}  [bold red]FIRING  [/]  [bold]{series}[/]  {Seen(anomaly)}{Latency(sinceSent)}")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{time}  [bold green]RESOLVED[/]  [bold]{series}[/]  {AtWorst(anomaly)}, lasted {Duration(anomaly)}");
    }

    static string Seen(PushedAnomaly anomaly) => anomaly.Reason switch
    {
        "probe_down" => FormattableString.Invariant($"{anomaly.Count} {(anomaly.Count == 1 ? "run" : "runs")} failed"),
        "response_time" => FormattableString.Invariant($"answered in {anomaly.Count} ms, usually {anomaly.Threshold:0} ms"),
        not "threshold" when anomaly.Details?.Why is { } why => Terminal.Escape(why.TrimEnd('.')),
        _ => FormattableString.Invariant($"{anomaly.Count} logs in minute {anomaly.FirstMinute:HH:mm}, threshold {anomaly.Threshold}"),
    };

    static string AtWorst(PushedAnomaly anomaly) => anomaly.Reason switch
    {
        "probe_down" => "up again",
        "response_time" => FormattableString.Invariant($"answered in {anomaly.Peak} ms at worst, usually {anomaly.Threshold:0} ms"),
        "threshold" => FormattableString.Invariant($"peak {anomaly.Peak} logs a minute, threshold {anomaly.Threshold}"),
        _ => FormattableString.Invariant($"peak {anomaly.Peak}, expected {anomaly.Threshold:0.##}"),
    };

    static string Latency(TimeSpan? sinceSent) => sinceSent is { } time
        ? string.Create(CultureInfo.InvariantCulture, $", [bold]{time.TotalMilliseconds:0.0} ms[/] after the log that crossed it was sent")
        : "";

    static string Duration(PushedAnomaly anomaly)
    {
        var lasted = (anomaly.ResolvedAt ?? anomaly.FiredAt) - anomaly.FiredAt;
        return lasted.TotalMinutes >= 1 ? $"{(int)lasted.TotalMinutes} min {lasted.Seconds} s" : $"{lasted.Seconds} s";
    }
}
