using Grainwatch.Domain.Rules;
using Grainwatch.Domain.Rules.Detectors;

namespace Grainwatch.Domain.Tests.Rules;

public class LifeCycleTests
{
    static readonly ThresholdSettings Over10 = new(10, 10);

    [Fact]
    public void A_breach_fires_and_the_first_clean_minute_resolves() =>
        Assert.Equal(["1: fires 1-1", "3: resolves 1-2"], new RuleStory(Over10).Counts(5, 11, 12, 10, 0).Told);

    [Fact]
    public void It_fires_only_after_as_many_breaches_in_a_row_as_are_asked_for()
    {
        var story = new RuleStory(Over10, new LifeCycle { For = 3, Of = 3 }).Counts(11, 11, 0, 11, 11);
        Assert.Equal("Pending 2/3 since 3", story.Progress);
        Assert.Empty(story.Told);
        Assert.Equal(["5: fires 3-5", "6: resolves 3-5"], story.Counts(11, 0).Told);
    }

    [Fact]
    public void It_fires_after_n_of_m_minutes() =>
        Assert.Equal(["4: fires 0-4"], new RuleStory(Over10, new LifeCycle { For = 3, Of = 5 }).Counts(11, 0, 11, 0, 11).Told);

    [Fact]
    public void It_keeps_firing_until_enough_minutes_in_a_row_have_recovered() =>
        Assert.Equal(
            ["0: fires 0-0", "6: resolves 0-3"],
            new RuleStory(Over10, new LifeCycle { KeepFiringFor = 3 }).Counts(11, 0, 0, 11, 0, 0, 0, 0).Told);

    [Fact]
    public void It_says_how_far_it_is_on_its_way_to_fire_and_to_resolve()
    {
        var story = new RuleStory(new ThresholdSettings(10, 5), new LifeCycle { For = 2, Of = 3, KeepFiringFor = 3 });
        Assert.Equal("", story.Counts(0).Progress);
        Assert.Equal("Pending 1/2 since 1", story.Counts(11).Progress);
        Assert.Equal("Pending 1/2 since 1", story.Counts(0).Progress);
        Assert.Equal("", story.Counts(11).Progress);
        Assert.Equal("Recovering 1/3 since 4", story.Counts(0).Progress);
        Assert.Equal("Recovering 2/3 since 4", story.Counts(0).Progress);
        Assert.Equal("", story.Counts(8).Progress);
        Assert.Equal("Recovering 1/3 since 7", story.Counts(0).Progress);
        Assert.Equal("", story.Counts(0, 0).Progress);
    }

    [Fact]
    public void What_leaves_the_window_is_no_longer_pending() =>
        Assert.Equal("", new RuleStory(Over10, new LifeCycle { For = 2, Of = 2 }).Counts(11, 0, 0).Progress);

    [Fact]
    public void A_minute_between_the_two_thresholds_neither_fires_nor_recovers() =>
        Assert.Equal(
            ["1: fires 1-1", "4: resolves 1-1"],
            new RuleStory(new ThresholdSettings(10, 5), new LifeCycle { KeepFiringFor = 1 }).Counts(8, 11, 8, 6, 5, 8).Told);

    [Fact]
    public void After_it_has_resolved_it_takes_all_it_takes_to_fire_again() =>
        Assert.Equal(
            ["1: fires 0-1", "2: resolves 0-1", "5: fires 4-5"],
            new RuleStory(Over10, new LifeCycle { For = 2, Of = 2 }).Counts(11, 11, 0, 0, 11, 11).Told);

    [Fact]
    public void The_longest_window_works() =>
        Assert.Equal(
            ["63: fires 0-63"],
            new RuleStory(Over10, new LifeCycle { For = 64, Of = 64 }).Counts(Enumerable.Repeat(11L, 64)).Told);
}
