using Grainwatch.Domain.Baselines;
using Grainwatch.Domain.Rules;
using Grainwatch.Domain.Rules.Detectors;

namespace Grainwatch.Domain.Tests.Rules;

public class DetectorTests
{
    static IEnumerable<long> Usual(int minutes, int seed = 1)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, minutes).Select(_ => (long)(15 + random.Next(11))).ToList();
    }

    [Fact]
    public void A_baseline_finds_a_burst_and_says_what_is_usual()
    {
        var story = new RuleStory(new BaselineDetectorSettings(new BaselineSettings())).Counts(Usual(600)).Counts(200, 210, 20).Counts(Usual(10));
        Assert.StartsWith("600: fires 600-600", story.Told[0], StringComparison.Ordinal);
        Assert.Equal(2, story.Told.Count);
        var details = System.Text.Json.JsonDocument.Parse(story.Opened[0].Details!).RootElement;
        Assert.Equal("seasonal-negative-binomial/1", details.GetProperty("model").GetString());
        Assert.InRange(details.GetProperty("upper").GetDouble(), 21, 100);
        Assert.InRange(story.Opened[0].Expected, 17, 24);
    }

    [Fact]
    public void A_baseline_is_silent_while_it_warms_up() =>
        Assert.Empty(new RuleStory(new BaselineDetectorSettings(new BaselineSettings { WarmUpMinutes = 60 })).Counts(Usual(30)).Counts(500).Told);

    [Fact]
    public void A_flatline_is_found_by_the_clock_and_ends_with_the_first_log()
    {
        var story = new RuleStory(new FlatlineSettings(After: null, Risk: 1e-6, ForgetAfter: 1440)).Counts(Usual(600)).Counts(Enumerable.Repeat(0L, 30));
        var fired = Assert.Single(story.Told);
        Assert.StartsWith("60", fired, StringComparison.Ordinal);
        Assert.Equal("630: resolves", story.Counts(3).Told[1].Split(' ')[..2].Aggregate((a, b) => $"{a} {b}"));
    }

    [Fact]
    public void A_series_that_seldom_speaks_may_be_silent_for_longer()
    {
        var seldom = Enumerable.Range(0, 3000).Select(minute => minute % 7 == 0 ? 1L : 0L);
        Assert.Empty(new RuleStory(new FlatlineSettings(null, 1e-6, 1440)).Counts(seldom).Counts(Enumerable.Repeat(0L, 20)).Told);
    }

    [Fact]
    public void A_heartbeat_breaches_after_its_minutes_and_is_forgotten_when_the_series_is_gone() =>
        Assert.Equal(
            ["12: fires 12-12", "22: resolves 12-21"],
            new RuleStory(new FlatlineSettings(After: 10, Risk: 1e-6, ForgetAfter: 19)).Counts(1, 1, 1).Counts(Enumerable.Repeat(0L, 40)).Told);

    [Fact]
    public void A_series_that_never_spoke_is_no_flatline() =>
        Assert.Empty(new RuleStory(new FlatlineSettings(5, 1e-6, 1440)).Counts(Enumerable.Repeat(0L, 40)).Told);

    [Fact]
    public void A_ratio_is_of_the_window_and_wants_enough_logs()
    {
        var settings = new RatioSettings(Above: 0.1, Recovery: 0.05, Window: 2, Minimum: 100);
        var story = new RuleStory(settings).Inputs(
        [
            new MinuteInput(9, 10, []), // Nearly all, but of next to nothing.
            new MinuteInput(5, 200, []),
            new MinuteInput(60, 200, []),
            new MinuteInput(0, 600, []),
            new MinuteInput(0, 600, []),
        ]);
        Assert.Equal(["2: fires 2-2", "4: resolves 2-2"], story.Told);
        Assert.Contains("65 of the service's 400 logs in 2 minutes are 16.3", story.Opened[0].Details, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_series_fires_once() =>
        Assert.Equal(["1: fires 1-1", "2: resolves 1-1"], new RuleStory(new NewSeriesSettings()) { IsNew = true }.Counts(0, 1, 1, 5, 1).Told);

    [Fact]
    public void A_series_that_was_there_is_not_new() => Assert.Empty(new RuleStory(new NewSeriesSettings()).Counts(1, 1, 5, 1).Told);

    [Fact]
    public void A_new_kind_of_message_fires_and_says_which()
    {
        MinuteInput Minute(params string[] messages) => new(messages.Length, 0, messages);
        var usual = Enumerable.Range(0, 10).Select(i => Minute($"user {i} logged in from 10.0.0.{i}", $"order {i * 7919} paid in {i}.5 s"));
        var story = new RuleStory(new NewTemplateSettings(WarmUpMinutes: 5, Sample: 100)).Inputs(usual);
        Assert.Empty(story.Told);
        story.Inputs([Minute("user 99 logged in from 10.9.9.9"), Minute("disk quota exceeded on volume 7", "disk quota exceeded on volume 8"), Minute("user 1 logged in from 10.1.1.1")]);
        Assert.Equal(["11: fires 11-11", "12: resolves 11-11"], story.Told);
        Assert.Contains("disk quota exceeded on volume", story.Opened[0].Details, StringComparison.Ordinal);
    }
}
