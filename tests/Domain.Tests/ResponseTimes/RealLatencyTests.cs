using Grainwatch.Domain.ResponseTimes;
using Grainwatch.Domain.Tests.Forest;
using Xunit.Abstractions;

namespace Grainwatch.Domain.Tests.ResponseTimes;

/// <summary>The detector on days of real latencies: how well it ranks injected bursts, and how quiet it is without any.</summary>
public sealed class RealLatencyTests(ITestOutputHelper output)
{
    const int Days = 10;

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void BurstsRankAtLeastAsHighAsWithThePublishedBestDetector(bool oneEndpoint)
    {
        var latencies = ProbedDay.Latencies(oneEndpoint);
        double forest = 0, robustZ = 0;
        for (ulong seed = 1; seed <= Days; seed++)
        {
            var day = ProbedDay.Of(latencies, seed, bursts: 8);
            var verdicts = Judge(day, retrain: false);
            var slow = day.Slow[ProbedDay.Training..];
            forest += Statistics.AveragePrecision([.. verdicts.Select(verdict => verdict.Score!.Value)], slow) / Days;
            robustZ += Statistics.AveragePrecision([.. ShortRobustZ(day)], slow) / Days;
        }

        output.WriteLine($"average precision: forest {forest:F3}, robust z over 60 alone {robustZ:F3}");
        Assert.True(forest >= 0.861);
        Assert.True(forest >= robustZ);
    }

    [SkippableTheory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public void AHealthyDayIsQuiet(bool oneEndpoint, bool retrain)
    {
        var latencies = ProbedDay.Latencies(oneEndpoint);
        var flagged = 0;
        for (ulong seed = 1; seed <= Days; seed++)
        {
            flagged += Judge(ProbedDay.Of(latencies, seed, bursts: 0), retrain).Count(verdict => verdict.Tier > ResponseTimeTier.None);
        }

        var share = flagged / (double)(Days * (ProbedDay.Probes - ProbedDay.Training));
        output.WriteLine($"flagged {share:P3}");
        Assert.True(share < 0.001);
    }

    [SkippableFact]
    public void BurstsOfThreeAndMoreAreFlagged()
    {
        var latencies = ProbedDay.Latencies(oneEndpoint: true);
        int bursts = 0, found = 0;
        for (ulong seed = 1; seed <= Days; seed++)
        {
            var day = ProbedDay.Of(latencies, seed, bursts: 8);
            var verdicts = Judge(day, retrain: true);
            for (var start = ProbedDay.Training; start < ProbedDay.Probes; start++)
            {
                var length = day.Slow.Skip(start).TakeWhile(slow => slow).Count();
                bursts += length >= 3 ? 1 : 0;
                found += length >= 3 && verdicts.Skip(start - ProbedDay.Training).Take(length).Any(v => v.Tier > ResponseTimeTier.None) ? 1 : 0;
                start += length;
            }
        }

        output.WriteLine($"{found} of {bursts} bursts flagged");
        Assert.True(found >= 0.98 * bursts);
    }

    // The verdicts after the training part.
    static List<ResponseTimeVerdict> Judge(ProbedDay day, bool retrain)
    {
        var settings = new ResponseTimeSettings();
        var detector = new ResponseTimeDetector(settings);
        var verdicts = new List<ResponseTimeVerdict>();
        for (var probe = 0; probe < day.Times.Length; probe++)
        {
            if (probe == ProbedDay.Training || (retrain && probe > ProbedDay.Training && detector.TrainingDue))
            {
                detector.Use(ResponseTimeModel.Train(detector.Training(), settings));
            }

            verdicts.Add(detector.Observe(ProbedDay.At(probe), day.Times[probe]));
        }

        return verdicts[ProbedDay.Training..];
    }

    static IEnumerable<double> ShortRobustZ(ProbedDay day)
    {
        var window = new MedianWindow(60);
        for (var probe = 0; probe < day.Times.Length; probe++)
        {
            var seconds = day.Times[probe].TotalSeconds;
            if (probe >= ProbedDay.Training)
            {
                yield return (seconds - window.Median) / window.Deviation;
            }

            window.Add(seconds);
        }
    }
}
