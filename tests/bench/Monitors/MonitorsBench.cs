using System.Diagnostics;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Counting;
using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;

namespace Grainwatch.Bench.Monitors;

/// <summary>What 100,000 monitors weigh, and what an observation costs.</summary>
static class MonitorsBench
{
    const int Series = 100_000;
    const int Observations = 5_000_000;
    const double Threshold = 1000;
    static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static BenchMode Mode { get; } = new("memory per series at 100,000 series, nanoseconds per observation", _ => RunAsync());

    static Task RunAsync()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var monitors = Fill();
        Report("bytes a series, counting", (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Series);
        Report("ns an observation, counting", Observe(monitors, 1, Start));
        Report("ns an observation, every series firing", Observe(monitors, (long)Threshold, Start.AddMinutes(1)));
        Report("bytes a series, every series firing", (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Series);
        var started = Stopwatch.GetTimestamp();
        foreach (var monitor in monitors.Values)
        {
            monitor.ApplyThreshold(Threshold / 2, Start.AddMinutes(1), []);
        }

        Report("ms for new thresholds for all", Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        GC.KeepAlive(monitors);
        return Task.CompletedTask;
    }

    /// <summary>Names of their own for every series, as the server holds them.</summary>
    static Dictionary<int, SeriesMonitor> Fill()
    {
        var options = new DetectionOptions();
        Dictionary<int, SeriesMonitor> monitors = [];
        for (var id = 0; id < Series; id++)
        {
            var series = new SeriesRef(id, new SeriesKey($"service-{id / 5:00000}", $"SEVERITY-{id % 5}"));
            var monitor = new SeriesMonitor(series, Threshold, options);
            monitor.Observe(1, [new MinuteCount(Minute.Of(Start), 1)], Start, []);
            monitors.Add(id, monitor);
        }

        return monitors;
    }

    /// <returns>Nanoseconds an observation.</returns>
    static double Observe(Dictionary<int, SeriesMonitor> monitors, long count, DateTimeOffset now)
    {
        MinuteCount[] minute = [new MinuteCount(Minute.Of(now), count)];
        List<EpisodeChange> changes = [];
        var id = 0;
        // Of the processor, so that what else runs on the machine does not count.
        var started = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < Observations; i++)
        {
            // A stride that visits every series, in no order that a cache could follow.
            id = (id + 61_803) % Series;
            monitors[id].Observe(2, minute, now, changes);
            changes.Clear();
        }

        return (Environment.CpuUsage.TotalTime - started).TotalNanoseconds / Observations;
    }

    static void Report(string what, double value) => Console.WriteLine($"{what,-42} {value,10:N1}");
}
