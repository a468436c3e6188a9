using System.Text.Json;
using Grainwatch.Cli.Connection;
using Grainwatch.Cli.Output;

namespace Grainwatch.Cli.Tests.Output;

public class AnomalyLineTests
{
    static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 5, 1, TimeSpan.Zero);

    [Theory]
    [InlineData("threshold", "firing", "21 logs in minute 12:05, threshold 20")]
    [InlineData("threshold", "resolved", "peak 30 logs a minute, threshold 20, lasted 1 min 0 s")]
    [InlineData("baseline", "firing", "21 logs [[5 min]], usually at most 9")]
    [InlineData("baseline", "resolved", "peak 30, expected 20, lasted 1 min 0 s")]
    public void SaysWhatWasSeenInTheWordsOfItsReason(string reason, string state, string expected)
    {
        var anomaly = JsonSerializer.Deserialize(
            $$$"""
            {"id": 1, "service": "cart", "severity": "ERROR", "state": "{{{state}}}", "reason": "{{{reason}}}", "count": 21, "threshold": 20.0, "peak": 30,
             "first_minute": "2026-03-01T12:05:00Z", "last_minute": "2026-03-01T12:05:00Z", "fired_at": "2026-03-01T12:05:01Z",
             "resolved_at": "2026-03-01T12:06:01Z", "tier": "high", "rule": "usual",
             "details": {"model": "baseline/1", "why": "21 logs [5 min], usually at most 9.", "minutes": 5} }
            """,
            CliJson.Default.PushedAnomaly)!;

        Assert.EndsWith($"  {expected}", AnomalyLine.Markup(anomaly, Now), StringComparison.Ordinal);
    }
}
