using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Counting;
using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Time;

namespace Grainwatch.Domain.Tests.Detection;

/// <summary>Random days, from fixed seeds: whatever happens, every breach that was live is covered, and no two episodes overlap.</summary>
public sealed class MonitorInvariantTests
{
    const double Threshold = 10;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void EveryBreachIsCoveredWhateverComesLateOrIsLostInACrash(int seed)
    {
        var random = new Random(seed);
        var options = new DetectionOptions();
        var now = MonitorScript.Clock("06:00:00");
        var monitor = new SeriesMonitor(MonitorScript.Series, Threshold, options);
        SortedDictionary<Minute, long> truth = [];
        var store = new EpisodeList();
        ulong transaction = 0;
        Minute? judged = null;
        for (var step = 0; step < 4000; step++)
        {
            now += TimeSpan.FromSeconds(random.Next(30));
            var clock = Minute.Of(now);
            var minute = clock + random.Next(-options.LateMinutes, options.AheadMinutes + 1);
            long count = random.Next(6);
            truth[minute] = truth.GetValueOrDefault(minute) + count;
            transaction++;
            switch (random.Next(40))
            {
                case 0:
                    // The hand-over is lost with the process: what was decided is stored, the rest is read back.
                    monitor = new SeriesMonitor(MonitorScript.Series, Threshold, options);
                    var range = RebuildRange.For(judged, null, options, now);
                    var history = new SeriesHistory(
                        MonitorScript.Series,
                        [.. truth.Where(entry => entry.Key >= range.ReadFrom).Select(entry => new MinuteCount(entry.Key, entry.Value))],
                        [.. store.Episodes.Where(episode => episode.IsOpen || episode.LastMinute >= range.ReadFrom)],
                        new CommitSnapshot(transaction + 1, transaction + 1, []));
                    monitor.Rebuild(history, range, now, store);
                    break;
                case 1:
                    // The hand-over is lost and the process lives: the next reconciliation repairs it.
                    break;
                default:
                    monitor.Observe(transaction, [new MinuteCount(minute, count)], now, store);
                    break;
            }

            if (random.Next(10) == 0)
            {
                var read = new CommitSnapshot(transaction + 1, transaction + 1, []);
                monitor.Adopt([.. truth.Select(entry => new MinuteCount(entry.Key, entry.Value))], read, now, store);
                judged = clock - 1;
                var live = truth.Where(entry => entry.Key >= clock - options.LateMinutes && entry.Key < clock && entry.Value > Threshold);
                Assert.All(live, entry => Assert.Contains(
                    store.Episodes.Append(monitor.Status(now).Open.SingleOrDefault()), episode => episode?.Covers(entry.Key) == true));
            }
        }

        Assert.True(store.Episodes.Count > 50, "The day must have had episodes to be worth anything.");
        Assert.True(store.Episodes.Count(episode => episode.IsOpen) <= 1);
        Assert.All(store.Episodes, episode => Assert.True(episode.Peak > Threshold));
        Assert.All(
            store.Episodes.OrderBy(episode => episode.FirstMinute).Zip(store.Episodes.OrderBy(episode => episode.FirstMinute).Skip(1)),
            pair => Assert.True(pair.First.LastMinute < pair.Second.FirstMinute, $"{pair.First} overlaps {pair.Second}."));
    }

    /// <summary>Keeps episodes as the store does.</summary>
    sealed class EpisodeList : System.Collections.ObjectModel.Collection<EpisodeChange>
    {
        public List<Episode> Episodes { get; } = [];

        protected override void InsertItem(int index, EpisodeChange change)
        {
            switch (change)
            {
                case EpisodeChange.Opened opened:
                    Assert.DoesNotContain(Episodes, episode => episode.IsOpen || episode.Covers(opened.Episode.FirstMinute));
                    Episodes.Add(opened.Episode);
                    break;
                case EpisodeChange.Extended extended:
                    Episodes[Episodes.FindIndex(episode => episode.FiredAt == extended.Episode.FiredAt && episode.LastMinute >= extended.Episode.FirstMinute)] =
                        extended.Episode;
                    break;
                case EpisodeChange.Resolved resolved:
                    Episodes[Episodes.FindIndex(episode => episode.IsOpen)] = resolved.Episode;
                    break;
            }
        }
    }
}
