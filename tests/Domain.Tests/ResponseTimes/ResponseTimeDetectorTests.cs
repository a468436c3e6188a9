using Grainwatch.Domain.Forest;
using Grainwatch.Domain.ResponseTimes;

namespace Grainwatch.Domain.Tests.ResponseTimes;

public sealed class ResponseTimeDetectorTests
{
    readonly ResponseTimeSettings _settings = new();
    readonly ResponseTimeDetector _detector;
    SplitMix64 _random = new(3);
    DateTimeOffset _now = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    public ResponseTimeDetectorTests() => _detector = new ResponseTimeDetector(_settings);

    [Fact]
    public void GivesNoVerdictBeforeTheFirstModel()
    {
        for (var i = 0; i < _settings.WarmUp + 255; i++)
        {
            Assert.False(_detector.TrainingDue);
            Assert.Null(Probe(i % 50 == 49 ? 900 : Usual()).Score);
        }

        Probe(Usual());
        Assert.True(_detector.TrainingDue);
    }

    [Fact]
    public void ASingleSlowResponseIsNotReportedTwoOfThreeAre()
    {
        Learn();

        var first = Probe(900);
        Assert.True(first.SingleTier >= ResponseTimeTier.High);
        Assert.Equal(ResponseTimeTier.None, first.Tier);
        Assert.Equal(ResponseTimeTier.None, Probe(Usual()).Tier);
        Assert.True(Probe(900).Tier >= ResponseTimeTier.High);
        Assert.Equal(ResponseTimeTier.None, Probe(Usual()).Tier);
        Assert.Equal(ResponseTimeTier.None, Probe(Usual()).Tier);
    }

    [Fact]
    public void ALittleSlowerIsNothingHoweverRare()
    {
        Learn();

        // 100 ms is usual: 40 ms more is many robust deviations, but below the least change of 50 ms.
        var verdicts = Enumerable.Range(0, 5).Select(_ => Probe(140)).ToArray();
        Assert.All(verdicts, verdict => Assert.Equal(ResponseTimeTier.None, verdict.SingleTier));
        Assert.True(verdicts[0].RobustZ > _settings.Critical.RobustZ);
    }

    [Fact]
    public void AFasterResponseIsNoAnomaly()
    {
        Learn();

        Assert.All(Enumerable.Range(0, 5).Select(_ => Probe(1)), verdict => Assert.Equal(ResponseTimeTier.None, verdict.SingleTier));
    }

    [Fact]
    public void TheResponseItselfIsNotPartOfWhatIsExpected()
    {
        Learn();
        var before = Probe(Usual());
        var slow = Probe(60_000);

        Assert.Equal(before.Expected!.Value.TotalMilliseconds, slow.Expected!.Value.TotalMilliseconds, 1.0);
        Assert.True(slow.RobustZ > 1000);
        Assert.True(slow.Upper < TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public void FlaggedResponsesAreLeftOutOfTraining()
    {
        Learn();
        for (var i = 0; i < 20; i++)
        {
            Probe(900);
        }

        // Only the first of the burst is in: nothing had been voted for yet.
        Assert.Single(_detector.Training(), row => row.Features.ShortZ > 50);
    }

    [Fact]
    public void AModelIsDueForRenewalAfterAnHour()
    {
        Learn();
        var trained = _now;
        while (!_detector.TrainingDue)
        {
            Probe(Usual());
        }

        Assert.Equal(_settings.RetrainEvery, _now - trained);
    }

    [Fact]
    public void ATargetThatNeverVariesHasAFiniteScore()
    {
        for (var i = 0; i < 400; i++)
        {
            Probe(100);
        }

        _detector.Use(ResponseTimeModel.Train(_detector.Training(), _settings));
        Assert.Equal(ResponseTimeTier.None, Probe(101).SingleTier);
        var slow = Probe(500);
        Assert.True(double.IsFinite(slow.RobustZ));
        Assert.InRange(slow.Score!.Value, 0, 1);
    }

    [Fact]
    public void ALastingChangeBecomesUsual()
    {
        Learn();
        var verdicts = Enumerable.Range(0, 400).Select(_ => Probe(3 * Usual())).ToArray();

        Assert.True(verdicts[1].Tier > ResponseTimeTier.None);
        Assert.Equal(ResponseTimeTier.None, verdicts[^1].Tier);
        Assert.InRange(verdicts[^1].Expected!.Value.TotalMilliseconds, 290, 310);
    }

    [Fact]
    public void TheTimeOfDayIsLearntOnlyAfterDays()
    {
        Assert.Equal(Score(days: 2, atHour: 3), Score(days: 2, atHour: 15));
        Assert.NotEqual(Score(days: 4, atHour: 3), Score(days: 4, atHour: 15));
    }

    [Fact]
    public void TrainingRowsReachBackAsFarAsAskedInBoundedMemory()
    {
        for (var i = 0; i < 40_000; i++)
        {
            Probe(Usual());
            Assert.True(i % 1000 != 0 || _detector.Training().Count <= _settings.MaximumTrainingRows);
        }

        var rows = _detector.Training();
        Assert.True(rows.Count > _settings.MaximumTrainingRows / 2 - 1);
        Assert.True(rows[^1].At - rows[0].At > TimeSpan.FromDays(6.5));
    }

    [Fact]
    public void ASettingThatMakesNoSenseIsNamed()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new ResponseTimeDetector(new ResponseTimeSettings { Votes = 4 }));
        Assert.Contains("Votes must be 1 to VoteOf", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ResponseTimeDetector(new ResponseTimeSettings { High = new TierRule(0.9, 6) }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ResponseTimeDetector(new ResponseTimeSettings { Trees = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Probe(-1));
    }

    // The score of the same response at two hours, after days of the same probes in the first half of each day.
    static double Score(int days, int atHour)
    {
        var settings = new ResponseTimeSettings();
        var detector = new ResponseTimeDetector(settings);
        var start = new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
        for (var minute = 0; minute < days * 720; minute++)
        {
            detector.Observe(start.AddDays(minute / 720).AddMinutes(minute % 720), TimeSpan.FromMilliseconds(100 + minute % 7));
        }

        detector.Use(ResponseTimeModel.Train(detector.Training(), settings));
        return detector.Observe(start.AddDays(days).AddHours(atHour), TimeSpan.FromMilliseconds(103)).Score!.Value;
    }

    void Learn()
    {
        for (var i = 0; i < 1000; i++)
        {
            Probe(Usual());
        }

        _detector.Use(ResponseTimeModel.Train(_detector.Training(), _settings));
    }

    ResponseTimeVerdict Probe(double milliseconds)
    {
        _now += TimeSpan.FromSeconds(15);
        return _detector.Observe(_now, TimeSpan.FromMilliseconds(milliseconds));
    }

    double Usual() => 100 + 2 * (_random.Unit() + _random.Unit() - 1);
}
