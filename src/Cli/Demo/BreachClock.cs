using System.Collections.Concurrent;
using System.Globalization;
using Grainwatch.Cli.Shop;

namespace Grainwatch.Cli.Demo;

/// <summary>Knows when the log was sent that took a minute over its threshold: the generator counts as the server does.</summary>
sealed class BreachClock(IReadOnlyList<(string Service, string Severity, double PerMinute)> thresholds, TimeProvider time)
{
    readonly ConcurrentDictionary<(string Service, string Severity, DateTime Minute), (int Count, long CrossedAt)> minutes = [];

    public void Sending(IReadOnlyList<ShopLog> logs, long timestamp)
    {
        foreach (var log in logs)
        {
            var at = DateTimeOffset.Parse(log.Timestamp, CultureInfo.InvariantCulture).UtcDateTime;
            var key = (log.Service, log.Severity, new DateTime(at.Ticks - (at.Ticks % TimeSpan.TicksPerMinute), DateTimeKind.Utc));
            var (count, crossedAt) = minutes.GetValueOrDefault(key);
            count++;
            minutes[key] = (count, crossedAt == 0 && count > Threshold(log) ? timestamp : crossedAt);
        }

        Forget();
    }

    /// <returns>Since the log was sent that crossed the threshold in that minute; null when it was not one of ours.</returns>
    public TimeSpan? Since(string service, string severity, DateTime minute) =>
        minutes.TryGetValue((service, severity, minute), out var found) && found.CrossedAt != 0 ? time.GetElapsedTime(found.CrossedAt) : null;

    double Threshold(ShopLog log) => thresholds
        .Where(one => (one.Service == log.Service || one.Service == "*") && (one.Severity == log.Severity || one.Severity == "*"))
        .Select(one => one.PerMinute)
        .FirstOrDefault(double.PositiveInfinity);

    void Forget()
    {
        const int Plenty = 1000;
        if (minutes.Count > Plenty)
        {
            var old = time.GetUtcNow().UtcDateTime.AddMinutes(-10);
            foreach (var key in minutes.Keys.Where(key => key.Minute < old))
            {
                minutes.TryRemove(key, out _);
            }
        }
    }
}
