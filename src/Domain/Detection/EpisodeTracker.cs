using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;

namespace Grainwatch.Domain.Detection;

/// <summary>
/// Holds the episodes of one series for one reason: the open one, and those that resolved so recently that late logs may still fall into
/// them. It neither counts nor decides what a breach is.
/// </summary>
/// <remarks>
/// <code>
/// a breaching minute ...                        then
/// within a recently resolved episode            nothing: it was told already
/// before a recently resolved episode            that episode grows back to it: episodes never overlap, and none opens before an older one
/// while an episode is open                      the episode grows to it, in either direction
/// otherwise                                     a new episode opens
///
/// the clock passes the clean minutes            the open episode resolves
/// </code>
/// </remarks>
sealed class EpisodeTracker(SeriesRef series, AnomalyReason reason)
{
    Episode? open;
    List<Episode>? resolved;

    /// <summary>
    /// The last minute with a sign of life: the last breaching one, or the minute on the clock when a late breach was seen. Clean minutes
    /// count from it. Were they counted from the breaching minute, a shipper that is five minutes late would open and resolve an episode a minute.
    /// </summary>
    Minute lastActive;

    /// <summary>The minute on the clock when <see cref="open"/> was last told. It is told once a minute however often it changes.</summary>
    Minute toldAt;
    bool isUntold;

    public Episode? Open => open;

    /// <summary>Whether nothing here can influence what comes.</summary>
    public bool IsEmpty => open is null && resolved is null;

    /// <summary>When the clock alone changes something; null while nothing is open.</summary>
    public DateTimeOffset? NextTick(int cleanMinutes) =>
        open is null ? null : isUntold ? toldAt.End : (lastActive + cleanMinutes).End;

    /// <summary>Takes over the episodes that are stored, instead of those that are held.</summary>
    public void Restore(IEnumerable<Episode> episodes)
    {
        var stored = episodes.Where(episode => episode.Reason == reason && episode.Rule.Length == 0).ToLookup(episode => episode.IsOpen);
        open = stored[true].FirstOrDefault();
        resolved = stored[false].Any() ? [.. stored[false].OrderBy(episode => episode.LastMinute)] : null;
        lastActive = open?.LastMinute ?? default;
        toldAt = default;
        isUntold = false;
    }

    public void Breach(Minute minute, long count, double expected, Minute clock, DateTimeOffset now, ICollection<EpisodeChange> changes)
    {
        if (resolved is not null && BelongsToResolved(resolved, minute, count, changes))
        {
            return;
        }

        lastActive = open is null ? Minute.Max(minute, clock) : Minute.Max(lastActive, Minute.Max(minute, clock));
        if (open is null)
        {
            open = new Episode(reason, minute, minute, count, expected, count, now, ResolvedAt: null) { Tier = AnomalyTiers.OfExcess(count, expected) };
            toldAt = clock;
            changes.Add(new EpisodeChange.Opened(series, open));
        }
        else if (!open.Covers(minute) || count > open.Peak)
        {
            open = open with
            {
                FirstMinute = Minute.Min(open.FirstMinute, minute),
                LastMinute = Minute.Max(open.LastMinute, minute),
                Peak = Math.Max(open.Peak, count),
                Tier = AnomalyTiers.Max(open.Tier, AnomalyTiers.OfExcess(count, expected)),
            };
            isUntold = true;
        }
    }

    /// <summary>Resolves the open episode when its clean minutes have passed on the clock.</summary>
    public void Resolve(Minute clock, int cleanMinutes, DateTimeOffset now, ICollection<EpisodeChange> changes)
    {
        if (open is null || clock <= lastActive + cleanMinutes)
        {
            return;
        }

        var ended = open with { ResolvedAt = now };
        (resolved ??= []).Add(ended);
        open = null;
        isUntold = false;
        changes.Add(new EpisodeChange.Resolved(series, ended));
    }

    /// <summary>Tells how the open episode has grown, unless it was told in this minute already.</summary>
    public void Tell(Minute clock, ICollection<EpisodeChange> changes)
    {
        if (open is null || !isUntold || clock <= toldAt)
        {
            return;
        }

        toldAt = clock;
        isUntold = false;
        changes.Add(new EpisodeChange.Extended(series, open));
    }

    public void ForgetBefore(Minute minute)
    {
        if (resolved is not null)
        {
            resolved = EndedFrom(resolved, minute);
        }
    }

    // Apart from their callers, which run for every log: a lambda costs an allocation even where it is not reached.
    bool BelongsToResolved(List<Episode> episodes, Minute minute, long count, ICollection<EpisodeChange> changes)
    {
        // In the order of their minutes, because none opens before an older one: the first that ends later is the nearest.
        var next = episodes.FindIndex(episode => minute <= episode.LastMinute);
        if (next >= 0 && !episodes[next].Covers(minute))
        {
            episodes[next] = episodes[next] with { FirstMinute = minute, Peak = Math.Max(episodes[next].Peak, count) };
            changes.Add(new EpisodeChange.Extended(series, episodes[next]));
        }

        return next >= 0;
    }

    static List<Episode>? EndedFrom(List<Episode> episodes, Minute minute)
    {
        episodes.RemoveAll(episode => episode.LastMinute < minute);
        return episodes.Count > 0 ? episodes : null;
    }
}
