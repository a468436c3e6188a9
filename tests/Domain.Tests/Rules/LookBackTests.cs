using Grainwatch.Domain.Alerts.Matching;
using Grainwatch.Domain.Counting;
using Grainwatch.Domain.Rules;
using Grainwatch.Domain.Rules.Detectors;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;

namespace Grainwatch.Domain.Tests.Rules;

public class LookBackTests
{
    static readonly Minute Start = RuleStory.Start;

    [Fact]
    public void A_backtest_gives_the_episodes_that_the_rule_would_have_opened()
    {
        Dictionary<long, long> counts = Enumerable.Range(0, 60).ToDictionary(minute => Start.Number + minute, _ => 5L);
        counts[Start.Number + 10] = counts[Start.Number + 30] = counts[Start.Number + 31] = counts[Start.Number + 59] = 100;
        var rule = new Rule { Name = "r", Matchers = MatcherSet.All, Detector = new ThresholdSettings(50, 50) };
        var episodes = Backtest.Run(
            rule, new SeriesKey("checkout", "ERROR"), isNew: false, minute => MinuteInput.Of(counts[minute.Number]), Start, Start + 20, Start + 60);
        Assert.Equal([(30L, 31L), (59L, 59L)], episodes.Select(episode => (episode.FirstMinute - Start, episode.LastMinute - Start)));
        Assert.False(episodes[0].IsOpen);
        Assert.True(episodes[1].IsOpen);
    }

    [Fact]
    public void The_threshold_suggested_is_the_lowest_that_fires_no_more_often_than_wanted()
    {
        // Two weeks of 1 to 10 logs a minute, and a burst of 50 to 53 on four of the days.
        var minutes = Enumerable.Range(0, 14 * 1440).Select(minute => new MinuteCount(Start + minute, (minute * 7 % 10) + 1)).ToList();
        for (var day = 0; day < 4; day++)
        {
            minutes[(day * 3 * 1440) + 700] = new MinuteCount(Start + (day * 3 * 1440) + 700, 50 + day);
        }

        Assert.Equal(10, ThresholdSuggestion.For(minutes, 14 * 1440, 2, 1).PerMinute);
        var one = ThresholdSuggestion.For(minutes, 14 * 1440, 1, 1);
        Assert.Equal(51, one.PerMinute);
        Assert.Equal(1, one.AlertsPerWeek);
        Assert.Equal(53, ThresholdSuggestion.For(minutes, 14 * 1440, 0, 1).PerMinute);
        Assert.Contains(new ThresholdCandidate(10, 2), one.Candidates);
    }

    [Fact]
    public void Without_logs_there_is_nothing_to_suggest() => Assert.Null(ThresholdSuggestion.For([], 1440, 1, 1).PerMinute);
}
