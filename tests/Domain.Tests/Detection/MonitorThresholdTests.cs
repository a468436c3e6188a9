namespace Grainwatch.Domain.Tests.Detection;

public sealed class MonitorThresholdTests
{
    [Fact]
    public void ANewThresholdIsHeldAgainstTheLiveMinutesAtOnce() => new MonitorScript(threshold: null)
        .At("12:00:30").Logs("12:00", 11)
        .At("12:05:00").Threshold(10).Says("opened 12:00-12:00 at 11 over 10");

    [Fact]
    public void ANewThresholdIsNotHeldAgainstMinutesThatAreNoLongerLive() => new MonitorScript(threshold: null)
        .At("12:00:30").Logs("12:00", 11)
        .At("12:11:00").Threshold(10).Says();

    [Fact]
    public void SeveralMinutesThatBreachANewThresholdAreOneEpisode() => new MonitorScript(threshold: null)
        .At("12:00:30").Logs("12:00", 11).At("12:05:00").Logs("12:05", 20)
        .Threshold(10).Says("opened 12:00-12:00 at 11 over 10")
        .At("12:06:00").Tick().Says("extended 12:00-12:05 peak 20")
        .At("12:07:00").Tick().Says("resolved 12:00-12:05 peak 20");

    [Fact]
    public void ALoweredThresholdWidensTheOpenEpisode() => new MonitorScript(threshold: 10)
        .At("12:03:30").Logs("12:03", 6)
        .At("12:04:30").Logs("12:04", 11).Says("opened 12:04-12:04 at 11 over 10")
        .At("12:05:00").Threshold(5).Says("extended 12:03-12:04 peak 11");

    [Fact]
    public void ARaisedThresholdLetsTheOpenEpisodeResolve() => new MonitorScript(threshold: 10)
        .At("12:00:30").Logs("12:00", 11).Says("opened 12:00-12:00 at 11 over 10")
        .At("12:01:00").Threshold(100).Says()
        .At("12:01:30").Logs("12:01", 50).Says()
        .At("12:02:00").Tick().Says("resolved 12:00-12:00 peak 11");

    [Fact]
    public void WithTheThresholdGoneTheOpenEpisodeResolves() => new MonitorScript(threshold: 10)
        .At("12:00:30").Logs("12:00", 11).Says("opened 12:00-12:00 at 11 over 10")
        .At("12:01:00").Threshold(null).Logs("12:01", 50).Says()
        .At("12:02:00").Tick().Says("resolved 12:00-12:00 peak 11");

    [Fact]
    public void TheSameThresholdAgainChangesNothing() => new MonitorScript(threshold: 10)
        .At("12:00:30").Logs("12:00", 11).Says("opened 12:00-12:00 at 11 over 10")
        .Threshold(10).Threshold(10).Says();

    [Fact]
    public void AThresholdThatComesBackOpensNothingWhereAnEpisodeWas() => new MonitorScript(threshold: 10)
        .At("12:00:30").Logs("12:00", 11)
        .At("12:02:00").Tick().Says("opened 12:00-12:00 at 11 over 10", "resolved 12:00-12:00 peak 11")
        .At("12:03:00").Threshold(null).Threshold(10).Says();
}
