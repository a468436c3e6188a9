using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;

namespace Grainwatch.Domain.Rules;

/// <summary>Runs a rule over minutes of the past, as it would have run then.</summary>
public static class Backtest
{
    /// <param name="isNew">The first log of the series lies in the time that is judged.</param>
    /// <param name="inputs">What happened in a minute.</param>
    /// <param name="learnFrom">From here on the detector learns without telling.</param>
    /// <param name="from">From here on it tells.</param>
    /// <param name="to">The first minute that is not judged any more.</param>
    /// <returns>The episodes it would have opened, oldest first; the last may be open still.</returns>
    public static IReadOnlyList<Episode> Run(
        Rule rule, SeriesKey series, bool isNew, Func<Minute, MinuteInput> inputs, Minute learnFrom, Minute from, Minute to)
    {
        var monitor = new RuleMonitor(new SeriesRef(0, series), rule, isNew);
        List<Episode> episodes = [];
        List<EpisodeChange> changes = [];
        for (var minute = learnFrom; minute < from; minute += 1)
        {
            monitor.Learn(minute, inputs(minute));
        }

        for (var minute = Minute.Max(learnFrom, from); minute < to; minute += 1)
        {
            monitor.Advance(minute, inputs(minute), minute.End, changes);
            episodes.AddRange(changes.OfType<EpisodeChange.Resolved>().Select(change => change.Episode));
            changes.Clear();
        }

        return monitor.Open is { } open ? [.. episodes, open] : episodes;
    }
}
