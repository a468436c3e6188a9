using System.Globalization;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Counting;
using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;

namespace Grainwatch.Domain.Tests.Detection;

/// <summary>Plays a monitor step by step. Times are of one day, minutes as 12:05, clocks as 12:05:30.</summary>
sealed class MonitorScript
{
    readonly List<EpisodeChange> changes = [];
    ulong transaction = 1000;

    public MonitorScript(double? threshold = 10, DetectionOptions? options = null)
    {
        Options = options ?? new DetectionOptions();
        Monitor = new SeriesMonitor(Series, threshold, Options);
    }

    public static SeriesRef Series { get; } = new(7, new SeriesKey("cart", "ERROR"));

    public DetectionOptions Options { get; }

    public SeriesMonitor Monitor { get; private set; }

    public DateTimeOffset Now { get; private set; } = Clock("12:00:00");

    public static DateTimeOffset Clock(string clock) =>
        DateTimeOffset.Parse($"2026-03-01 {clock}", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public static Minute M(string clock) => Minute.Of(Clock(clock));

    public static MinuteCount Count(string minute, long count) => new(M(minute), count);

    public MonitorScript At(string clock)
    {
        Now = Clock(clock);
        return this;
    }

    public MonitorScript Logs(string minute, long count) => Commit(++transaction, Count(minute, count));

    public MonitorScript Commit(ulong id, params MinuteCount[] counts)
    {
        Monitor.Observe(id, counts, Now, changes);
        return this;
    }

    public MonitorScript Threshold(double? perMinute)
    {
        Monitor.ApplyThreshold(perMinute, Now, changes);
        return this;
    }

    public MonitorScript Tick()
    {
        Monitor.Tick(Now, changes);
        return this;
    }

    public MonitorScript Adopt(string snapshot, params MinuteCount[] truth)
    {
        Monitor.Adopt(truth, CommitSnapshot.Parse(snapshot), Now, changes);
        return this;
    }

    public MonitorScript Rebuild(Minute? judgedUpTo, MinuteCount[] counts, Episode[] episodes, string snapshot = "1:1:")
    {
        Monitor = new SeriesMonitor(Series, Monitor.Threshold, Options);
        return RebuildFrom(null, judgedUpTo, counts, episodes, snapshot);
    }

    public MonitorScript RebuildFrom(
        MonitorSnapshot? captured, Minute? judgedUpTo, MinuteCount[] counts, Episode[] episodes, string snapshot = "1:1:")
    {
        if (captured is not null)
        {
            Monitor = new SeriesMonitor(Series, Monitor.Threshold, Options);
            Monitor.Restore(captured);
        }

        var range = RebuildRange.For(judgedUpTo, captured?.TakenAt, Options, Now);
        Monitor.Rebuild(new SeriesHistory(Series, counts, episodes, CommitSnapshot.Parse(snapshot)), range, Now, changes);
        return this;
    }

    /// <summary>Asserts what the monitor decided since the last time, in the order in which it did.</summary>
    public MonitorScript Says(params string[] expected)
    {
        Assert.Equal(expected, changes.Select(Text));
        changes.Clear();
        return this;
    }

    /// <summary>The count of a minute of the window.</summary>
    public long Counted(string minute) => Monitor.Status(Now).Window.Single(entry => entry.Minute == M(minute)).Count;

    static string Text(EpisodeChange change) => change switch
    {
        EpisodeChange.Opened opened => $"opened {Range(opened.Episode)} at {opened.Episode.Observed} over {opened.Episode.Expected}",
        EpisodeChange.Extended extended => $"extended {Range(extended.Episode)} peak {extended.Episode.Peak}",
        EpisodeChange.Resolved resolved => $"resolved {Range(resolved.Episode)} peak {resolved.Episode.Peak}",
        _ => throw new InvalidOperationException($"{change.GetType().Name} is new."),
    };

    static string Range(Episode episode) => $"{episode.FirstMinute.Start:HH:mm}-{episode.LastMinute.Start:HH:mm}";
}
