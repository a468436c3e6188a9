using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;

namespace Grainwatch.Domain.Probes;

/// <summary>The open episode of a probe for one reason, if there is one.</summary>
/// <remarks>
/// Episodes are named by their minutes and must not overlap. A probe runs several times a minute: where a new episode would begin in
/// the minute in which the last one ended, it begins with the next.
/// </remarks>
sealed class ProbeEpisode(SeriesRef series, AnomalyReason reason)
{
    Episode? open;
    Minute lastEnd = new(long.MinValue);

    public bool IsOpen => open is not null;

    public void Restore(IEnumerable<Episode> episodes)
    {
        foreach (var episode in episodes.Where(episode => episode.Reason == reason))
        {
            open = episode.IsOpen ? episode : open;
            lastEnd = episode.IsOpen ? lastEnd : Minute.Max(lastEnd, episode.LastMinute);
        }
    }

    /// <summary>Opens an episode or lets the open one grow.</summary>
    /// <param name="since">When it began, where that was before <paramref name="at"/>.</param>
    /// <param name="why">Asked only when it opens.</param>
    public void Breach(DateTimeOffset since, DateTimeOffset at, double observed, double expected, double peak, AnomalyTier tier, Func<Evidence> why, ICollection<EpisodeChange> changes)
    {
        var minute = Minute.Of(at);
        if (open is null)
        {
            if (minute > lastEnd)
            {
                open = new Episode(
                    reason, Minute.Max(Minute.Of(since), lastEnd + 1), minute, Round(observed), expected, Round(peak), at, ResolvedAt: null)
                {
                    Tier = tier,
                    Details = why().ToJson(),
                };
                changes.Add(new EpisodeChange.Opened(series, open));
            }

            return;
        }

        var grown = open with { LastMinute = Minute.Max(open.LastMinute, minute), Peak = Math.Max(open.Peak, Round(peak)), Tier = AnomalyTiers.Max(open.Tier, tier) };
        // Told once a minute, however often it changes; and at once when it has become worse.
        if (grown.LastMinute != open.LastMinute || grown.Tier != open.Tier)
        {
            changes.Add(new EpisodeChange.Extended(series, grown));
        }

        open = grown;
    }

    public void Resolve(DateTimeOffset at, ICollection<EpisodeChange> changes)
    {
        if (open is not null)
        {
            lastEnd = open.LastMinute;
            changes.Add(new EpisodeChange.Resolved(series, open with { ResolvedAt = at }));
            open = null;
        }
    }

    static long Round(double value) => (long)Math.Round(value);
}
