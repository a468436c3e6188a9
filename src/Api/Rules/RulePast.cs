using Grainwatch.Domain.Rules;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;
using Grainwatch.Storage.Rules;

namespace Grainwatch.Api.Rules;

/// <summary>What is stored of a series, as a rule would have been given it.</summary>
sealed class RulePast
{
    /// <summary>Bounds the memory of a request.</summary>
    const int MaxMessages = 200_000;

    readonly Dictionary<long, long> counts;
    readonly Dictionary<long, long> totals;
    readonly ILookup<Minute, string> messages;

    RulePast(Dictionary<long, long> counts, Dictionary<long, long> totals, ILookup<Minute, string> messages, Minute first)
    {
        this.counts = counts;
        this.totals = totals;
        this.messages = messages;
        First = first;
    }

    /// <summary>The first log: before it the series was not silent, it was not there.</summary>
    public Minute First { get; }

    /// <returns>Null when there is no log of that time.</returns>
    public static async Task<RulePast?> ReadAsync(
        MinuteHistory history, Rule rule, SeriesRef series, Minute from, Minute to, CancellationToken cancellationToken)
    {
        var learnFrom = from - rule.Detector.HistoryMinutes;
        var counts = (await history.ReadAsync([series.Id], learnFrom, to, cancellationToken))[series.Id]
            .ToDictionary(entry => entry.Minute.Number, entry => entry.Count);
        if (counts.Count == 0)
        {
            return null;
        }

        var totals = rule.Detector.WantsTotals
            ? (await history.ReadServiceAsync(series.Key.Service, learnFrom, to, cancellationToken)).ToDictionary(entry => entry.Minute.Number, entry => entry.Count)
            : [];
        var messages = rule.Detector.MaxMessages > 0
            ? await history.ReadMessagesAsync(series.Id, learnFrom, to, MaxMessages, cancellationToken)
            : Array.Empty<string>().ToLookup(_ => default(Minute));
        return new RulePast(counts, totals, messages, Minute.Max(learnFrom, new Minute(counts.Keys.Min())));
    }

    public MinuteInput At(Minute minute) => new(
        counts.GetValueOrDefault(minute.Number), totals.GetValueOrDefault(minute.Number), messages[minute] as IReadOnlyList<string> ?? [.. messages[minute]]);
}
