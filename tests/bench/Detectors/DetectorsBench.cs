using System.Diagnostics;
using Grainwatch.Domain.Baselines;
using Grainwatch.Domain.Time;

namespace Grainwatch.Bench.Detectors;

/// <summary>The detectors of counts on simulated series with known bursts and silences; new kinds of messages; memory and time; NAB for real values.</summary>
static class DetectorsBench
{
    // Recall of x2, x3, x5, x10 at 1 and at 0.1 false alarms per series and day, from a simulation of the same description.
    static readonly (string Name, string Reference, Func<SimulatedSeries, float[]> Score)[] Detectors =
    [
        ("threshold, of the mean", ".09/.27/.65/.87  .03/.12/.38/.76", series => Yardsticks.MultipleOfMean(series.Counts)),
        ("EWMA z", ".20/.47/.81/.94  .03/.23/.61/.87", series => Yardsticks.Ewma(series.Counts, winsorised: false)),
        ("EWMA z, winsorised", ".21/.50/.82/.94  .04/.25/.62/.89", series => Yardsticks.Ewma(series.Counts, winsorised: true)),
        ("median and MAD, 1 h", ".22/.46/.73/.85  .04/.24/.58/.74", series => Yardsticks.MedianOfHour(series.Counts)),
        ("Poisson tail, season", ".05/.19/.36/.52  .02/.08/.18/.36", series => Baseline(series.Counts, Tail.Poisson)),
        ("seasonal, 1 minute", ".32/.57/.83/.95  .19/.36/.70/.90", series => Baseline(series.Counts, Tail.Minute)),
        ("seasonal, 1 and 5 (ours)", ".41/.70/.91/.98  .26/.54/.85/.95", series => Baseline(series.Counts, Tail.MinuteAndWindow)),
        ("ratio, 5 minutes", "", ShareOfService.Score),
        ("the true distribution", "(no detector can do better)", Yardsticks.Truth),
    ];

    public static BenchMode Mode { get; } = new("detectors of counts and values: recall at a budget of false alarms, NAB, memory, time", Run);

    enum Tail
    {
        Poisson,
        Minute,
        MinuteAndWindow,
    }

    static Task Run(string[] args)
    {
        NabBench.Run();
        Console.WriteLine();
        var all = SimulatedSeries.All(seed: 1);
        Console.WriteLine($"{all.Length} series, {SimulatedSeries.Days} days of minutes, {all.Sum(series => series.Bursts.Count)} bursts");
        Console.WriteLine($"{"",-26}{"1 false alarm per series and day",-42}{"0.1",-42}");
        const string columns = "  x2   x3   x5  x10  <2/min delay thr";
        Console.WriteLine($"{"detector",-26}{columns,-42}{columns,-42}reference");
        foreach (var (name, reference, score) in Detectors)
        {
            var scores = all.AsParallel().AsOrdered().Select(series => score(series)).ToArray();
            Console.WriteLine(
                $"{name,-26}{Row(BurstRecall.Measure(all, scores, 1)),-42}{Row(BurstRecall.Measure(all, scores, 0.1)),-42}{reference}");
        }

        Console.WriteLine();
        ByRisk(all);
        SilenceRecall.Print(all);
        NewKinds.Print();
        MemoryAndTime(all);
        RuleCost.Print(all);
        return Task.CompletedTask;
    }

    static string Row(BurstRecall.Result r) =>
        $"{r.X2,5:F2}{r.X3,5:F2}{r.X5,5:F2}{r.X10,5:F2}{r.Quiet,7:F2}{r.Delay,6:F1}{r.Threshold,6:F1}";

    static float[] Baseline(long[] counts, Tail tail)
    {
        var baseline = new SeasonalBaseline(new BaselineSettings { MinimumCount = 0 });
        var scores = new float[counts.Length];
        for (var i = 0; i < counts.Length; i++)
        {
            var minute = new Minute(i);
            var last = counts.AsSpan(Math.Max(0, i - 4), Math.Min(i + 1, 5));
            var logP = tail switch
            {
                Tail.Poisson => new NegativeBinomial(baseline.Expected(minute), 1e-4).LogUpperTail(counts[i]),
                Tail.Minute => baseline.Judge(minute, last[^1..]).LogP,
                _ => baseline.Judge(minute, last).LogP,
            };
            scores[i] = (float)(-logP / Math.Log(10));
            baseline.Learn(minute, counts[i]);
        }

        return scores;
    }

    static void ByRisk(SimulatedSeries[] all)
    {
        var scores = Array.ConvertAll(all, series => Baseline(series.Counts, Tail.MinuteAndWindow));
        foreach (var risk in new[] { 1e-4, 1e-5, 1e-6, 1e-7 })
        {
            var at = BurstRecall.At(all, scores, -Math.Log10(risk));
            var note = risk == new BaselineSettings().Risk ? " (default)" : "";
            Console.WriteLine($"risk {risk}: {at.FalseAlarms:F4} false alarms per series and day; recall {at.X2:F2} {at.X3:F2} {at.X5:F2} {at.X10:F2}{note}");
        }
    }

    static void MemoryAndTime(SimulatedSeries[] all)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var settings = new BaselineSettings();
        var baselines = Array.ConvertAll(new int[1000], _ => new SeasonalBaseline(settings));
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / baselines.Length;
        GC.KeepAlive(baselines);

        var minutes = all.Sum(series => (long)series.Counts.Length);
        var learn = Timed(all, settings, judge: false) / minutes;
        var both = Timed(all, settings, judge: true) / minutes;
        Console.WriteLine($"seasonal baseline: {bytes} bytes a series; {learn:F0} ns to learn a minute, {both - learn:F0} ns to judge one");
    }

    static double Timed(SimulatedSeries[] all, BaselineSettings settings, bool judge)
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var series in all)
        {
            var baseline = new SeasonalBaseline(settings);
            for (var i = 0; i < series.Counts.Length; i++)
            {
                if (judge && i >= 4)
                {
                    baseline.Judge(new Minute(i), series.Counts.AsSpan(i - 4, 5));
                }

                baseline.Learn(new Minute(i), series.Counts[i]);
            }
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }
}
