using System.Runtime.CompilerServices;
using Grainwatch.Domain.Alerts.Matching;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Baselines;
using Grainwatch.Domain.Rules;
using Grainwatch.Domain.Rules.Detectors;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;

namespace Grainwatch.Bench.Detectors;

/// <summary>What a rule on a series weighs, in memory and saved, and what a minute of it costs, life cycle included.</summary>
static class RuleCost
{
    const int Monitors = 1000;

    static readonly DetectorSettings[] Detectors =
    [
        new ThresholdSettings(100, 100),
        new BaselineDetectorSettings(new BaselineSettings()),
        new FlatlineSettings(After: null, Risk: 1e-6, ForgetAfter: 1440),
        new RatioSettings(0.05, 0.05, 5, 20),
    ];

    public static void Print(SimulatedSeries[] all)
    {
        foreach (var detector in Detectors)
        {
            var rule = new Rule { Name = "bench", Matchers = MatcherSet.All, Detector = detector };
            Console.WriteLine(
                $"rule {detector.Reason.Name(),-12}{Bytes(rule),5} bytes a series, {SavedBytes(NewMonitor(rule)),4} saved; {NanosecondsPerMinute(rule, all),5:F0} ns a minute");
        }
    }

    // Not inlined: what the last one weighed must be gone when the next one is put on the scales.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static long Bytes(Rule rule)
    {
        var monitors = new RuleMonitor[Monitors];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Monitors; i++)
        {
            monitors[i] = NewMonitor(rule);
        }

        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / Monitors;
        GC.KeepAlive(monitors);
        return bytes;
    }

    static RuleMonitor NewMonitor(Rule rule) => new(new SeriesRef(1, new SeriesKey("cart", "ERROR")), rule, isNew: false);

    static long SavedBytes(RuleMonitor monitor)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        monitor.Save(writer);
        writer.Flush();
        return memory.Length;
    }

    static double NanosecondsPerMinute(Rule rule, SimulatedSeries[] all)
    {
        List<EpisodeChange> changes = [];
        // Of the processor, so that what else runs on the machine does not count.
        var started = Environment.CpuUsage.TotalTime;
        foreach (var series in all)
        {
            var monitor = NewMonitor(rule);
            for (var i = 0; i < series.Counts.Length; i++)
            {
                monitor.Advance(new Minute(i), new MinuteInput(series.Counts[i], series.Counts[i] * 10, []), DateTimeOffset.UnixEpoch, changes);
            }

            changes.Clear();
        }

        return (Environment.CpuUsage.TotalTime - started).TotalNanoseconds / all.Sum(series => (long)series.Counts.Length);
    }
}
