using System.Numerics;
using System.Text.Json;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Series;
using Grainwatch.Domain.Time;

namespace Grainwatch.Domain.Rules;

/// <summary>
/// One rule on one series: what its detector says of each closed minute becomes the life of an episode. It has no clock. Given the same
/// minutes again it decides the same again, so a process that died may be followed by one that begins a little before.
/// </summary>
/// <remarks>
/// <code>
/// state        a minute that ...                            then
/// quiet        breaches, as the n-th of the last m          firing
///              breaches, but there are fewer                pending: nothing is told
/// firing       breaches                                     the episode grows
///              has recovered, the last of enough in a row   resolved
///              neither                                      firing: the row of recovered ones begins anew
/// </code>
/// </remarks>
public sealed class RuleMonitor(SeriesRef series, Rule rule, bool isNew)
{
    readonly IDetector detector = rule.Detector.Create(isNew);
    Episode? open;

    /// <summary>A bit a minute, the newest lowest: 1 breached.</summary>
    ulong breaches;

    int recovered;

    public SeriesRef Series => series;

    public Rule Rule => rule;

    public Episode? Open => open;

    public RulePhase Phase =>
        open is null ? (Breaches > 0 ? RulePhase.Pending : RulePhase.Quiet) : recovered > 0 ? RulePhase.Recovering : RulePhase.Firing;

    int Breaches => BitOperations.PopCount(breaches);

    /// <summary>Takes the next closed minute.</summary>
    /// <param name="now">When it is judged: what the episode says of when it was detected and when it ended.</param>
    public void Advance(Minute minute, in MinuteInput input, DateTimeOffset now, ICollection<EpisodeChange> changes)
    {
        var verdict = detector.Judge(minute, input);
        var mask = rule.LifeCycle.Of >= LifeCycle.MaxWindow ? ulong.MaxValue : (1UL << rule.LifeCycle.Of) - 1;
        breaches = ((breaches << 1) | (verdict.IsBreach ? 1UL : 0)) & mask;
        if (open is not null)
        {
            GoOn(minute, verdict, now, changes);
        }
        else if (verdict.IsBreach && Breaches >= rule.LifeCycle.For)
        {
            Fire(minute, verdict, now, changes);
        }
    }

    /// <param name="judged">The last minute that it was given.</param>
    /// <returns>Null when it is on no way, to fire or to resolve.</returns>
    public RuleProgress? Progress(Minute judged) => Phase switch
    {
        RulePhase.Pending => new RuleProgress(series, rule.Name, RulePhase.Pending, FirstBreach(judged), Breaches, rule.LifeCycle.For),
        RulePhase.Recovering => new RuleProgress(
            series, rule.Name, RulePhase.Recovering, judged - (recovered - 1), recovered, rule.LifeCycle.KeepFiringFor),
        _ => null,
    };

    /// <summary>Learns a minute of the past: what was wrong then is not told now.</summary>
    public void Learn(Minute minute, in MinuteInput input) => detector.Judge(minute, input);

    /// <summary>Takes over the episode that is stored as open; null when none is.</summary>
    public void Restore(Episode? stored) => open = stored;

    public void Save(BinaryWriter to)
    {
        to.Write(breaches);
        to.Write(recovered);
        detector.Save(to);
    }

    /// <summary>Takes over what <see cref="Save"/> wrote for the same rule. The open episode is not in it: that is stored when it happens.</summary>
    public void Load(BinaryReader from)
    {
        breaches = from.ReadUInt64();
        recovered = from.ReadInt32();
        detector.Load(from);
    }

    Minute FirstBreach(Minute judged) => judged - (63 - BitOperations.LeadingZeroCount(breaches));

    void Fire(Minute minute, in Verdict verdict, DateTimeOffset now, ICollection<EpisodeChange> changes)
    {
        recovered = 0;
        open = new Episode(rule.Detector.Reason, FirstBreach(minute), minute, verdict.Observed, verdict.Expected, verdict.Observed, now, null)
        {
            Rule = rule.Name,
            Labels = rule.Labels.Count == 0 ? null : JsonSerializer.Serialize(rule.Labels),
            Details = verdict.Explain?.Invoke().ToJson(),
            Tier = AnomalyTiers.Max(rule.Tier, verdict.Tier),
        };
        changes.Add(new EpisodeChange.Opened(series, open));
    }

    void GoOn(Minute minute, in Verdict verdict, DateTimeOffset now, ICollection<EpisodeChange> changes)
    {
        if (verdict.IsBreach)
        {
            recovered = 0;
            open = open! with
            {
                LastMinute = Minute.Max(minute, open.LastMinute),
                Peak = Math.Max(open.Peak, verdict.Observed),
                Tier = AnomalyTiers.Max(open.Tier, verdict.Tier),
            };
            changes.Add(new EpisodeChange.Extended(series, open));
            return;
        }

        recovered = verdict.IsRecovered ? recovered + 1 : 0;
        if (recovered >= rule.LifeCycle.KeepFiringFor)
        {
            Resolve(now, changes);
        }
    }

    void Resolve(DateTimeOffset now, ICollection<EpisodeChange> changes)
    {
        changes.Add(new EpisodeChange.Resolved(series, open! with { ResolvedAt = now }));
        open = null;
        breaches = 0;
        recovered = 0;
    }
}
