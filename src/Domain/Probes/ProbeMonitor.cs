using System.Globalization;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.ResponseTimes;
using Grainwatch.Domain.Series;

namespace Grainwatch.Domain.Probes;

/// <summary>
/// Judges the runs of one probe: failures by rule, response times by <see cref="ResponseTimeDetector"/>. It has no clock and does no I/O.
/// Not safe for use by two threads at once; the runs come in the order of their time.
/// </summary>
/// <remarks>
/// A <c>probe_down</c> is observed in failed runs (those of the rule when it fired, at its peak all so far) against those that the rule
/// asks for; a <c>response_time</c> in milliseconds, against the usual ones.
/// </remarks>
public sealed class ProbeMonitor(Probe probe, SeriesRef series, ResponseTimeSettings settings)
{
    readonly FailureWatch failures = new(probe.Fail, probe.Recover);
    readonly ResponseTimeDetector times = new(settings);
    readonly ProbeEpisode down = new(series, AnomalyReason.ProbeDown);
    readonly ProbeEpisode slow = new(series, AnomalyReason.ResponseTime);
    DateTimeOffset failingSince;
    long failedRuns;
    int calmRuns;

    public Probe Probe => probe;

    public ProbeState State => failures.State;

    /// <summary>Learns from and is trained by its owner.</summary>
    public ResponseTimeDetector ResponseTimes => times;

    /// <summary>Takes over the stored episodes that are open or ended lately, after a start or a move to another process.</summary>
    public void Restore(IReadOnlyList<Episode> episodes)
    {
        down.Restore(episodes);
        slow.Restore(episodes);
        if (episodes.FirstOrDefault(episode => episode is { IsOpen: true, Reason: AnomalyReason.ProbeDown }) is { } open)
        {
            failures.Restore(down: true);
            failingSince = open.FirstMinute.Start;
            failedRuns = open.Peak;
        }
    }

    /// <param name="parentFails">Whether a probe that this one depends on fails.</param>
    /// <param name="changes">Gets what becomes of the probe's episodes.</param>
    public ProbeVerdict Observe(ProbeResult result, bool parentFails, ICollection<EpisodeChange> changes)
    {
        CountFailures(result);
        failures.Observe(result.Succeeded, parentFails);
        if (State != ProbeState.Down)
        {
            down.Resolve(result.At, changes);
        }
        else if (!result.Succeeded)
        {
            down.Breach(failingSince, result.At, failedRuns, probe.Fail.Count, failedRuns, AnomalyTier.Critical, ExplainFailures, changes);
        }

        return new ProbeVerdict(State, JudgeTime(result, changes));
    }

    void CountFailures(ProbeResult result)
    {
        if (result.Succeeded)
        {
            failedRuns = State == ProbeState.Down ? failedRuns : 0;
            return;
        }

        failingSince = failedRuns == 0 ? result.At : failingSince;
        failedRuns++;
    }

    ResponseTimeVerdict? JudgeTime(ProbeResult result, ICollection<EpisodeChange> changes)
    {
        if (State == ProbeState.Down || !probe.WatchResponseTime)
        {
            // What is down is not slow.
            slow.Resolve(result.At, changes);
        }

        if (!probe.WatchResponseTime || !result.Succeeded || result.ResponseTime is not { } time)
        {
            return null;
        }

        var verdict = times.Observe(result.At, time);
        if (verdict.Tier != ResponseTimeTier.None)
        {
            var milliseconds = time.TotalMilliseconds;
            slow.Breach(
                result.At,
                result.At,
                milliseconds,
                verdict.Expected?.TotalMilliseconds ?? 0,
                milliseconds,
                TierOf(verdict.Tier),
                () => Explain(verdict),
                changes);
        }

        calmRuns = verdict.Tier == ResponseTimeTier.None && verdict.SingleTier == ResponseTimeTier.None ? calmRuns + 1 : 0;
        if (calmRuns >= probe.Recover.Count)
        {
            slow.Resolve(result.At, changes);
        }

        return verdict;
    }

    Evidence ExplainFailures() => new("failed-runs/1", $"{failedRuns} {(failedRuns == 1 ? "run" : "runs")} failed; {probe.Fail} make it down.", Upper: probe.Fail.Count - 1);

    static Evidence Explain(ResponseTimeVerdict verdict) => new(
        "isolation-forest/1",
        string.Create(
            CultureInfo.InvariantCulture,
            $"Answered in {verdict.Observed.TotalMilliseconds:0} ms; {verdict.Expected?.TotalMilliseconds ?? 0:0} ms are usual, {verdict.RobustZ:0.#} robust standard deviations less."),
        Upper: verdict.Upper?.TotalMilliseconds,
        Score: verdict.Score);

    static AnomalyTier TierOf(ResponseTimeTier tier) => tier switch
    {
        ResponseTimeTier.Critical => AnomalyTier.Critical,
        ResponseTimeTier.High => AnomalyTier.High,
        _ => AnomalyTier.Medium,
    };
}

/// <param name="ResponseTime">Null where there was no response time to judge.</param>
public sealed record ProbeVerdict(ProbeState State, ResponseTimeVerdict? ResponseTime);
