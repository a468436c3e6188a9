using Grainwatch.Api.Probes.Results;
using Grainwatch.Api.Probes.Running;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Probes;
using Grainwatch.Domain.ResponseTimes;
using Grainwatch.Domain.Time;
using Grainwatch.Storage.Probes;

namespace Grainwatch.Api.Probes.Scheduling;

/// <summary>Runs, judges, and hands results and episodes on to be stored.</summary>
sealed class ProbeWorker(
    ProbeRunner runner,
    IHeartbeats heartbeats,
    ISeriesHistory series,
    ProbeResults stored,
    ResultSink sink,
    ModelTrainer trainer,
    ProbeMetrics metrics,
    ResponseTimeSettings times,
    TimeProvider time) : IProbeWorker
{
    /// <summary>How far back ended episodes are asked for: a new one must not begin in the same minute.</summary>
    const int EpisodeMinutes = 10;

    public async Task<WatchedProbe> PrepareAsync(Probe probe, CancellationToken cancellationToken)
    {
        var reference = await series.ResolveAsync(probe.Series, cancellationToken);
        var history = await series.ReadAsync(reference, Minute.Of(time.GetUtcNow()) - EpisodeMinutes, cancellationToken);
        ProbeMonitor monitor = new(probe, reference, times);
        monitor.Restore(history.Episodes);
        WatchedProbe watched = new(probe, monitor);
        if (probe.Target is HeartbeatTarget target)
        {
            watched.RunBy = await heartbeats.LastAsync(probe.Name, cancellationToken) is { } last ? target.DueAfter(last.At) : null;
        }

        if (probe.WatchResponseTime)
        {
            foreach (var (at, took) in await stored.HistoryAsync(probe.Name, times.MaximumTrainingRows + times.LongWindow, cancellationToken))
            {
                monitor.ResponseTimes.Observe(at, took);
            }

            trainer.TrainIfDue(watched);
        }

        return watched;
    }

    public async Task RunAsync(WatchedProbe watched, CancellationToken cancellationToken)
    {
        var probe = watched.Probe;
        var result = await runner.RunAsync(probe, cancellationToken);
        watched.RunBy = result.NextCallDue;
        var parentFails = probe.DependsOn.Count > 0 && (!result.Succeeded || watched.Monitor.State == ProbeState.Unreachable)
            && await ParentFailsAsync(probe, cancellationToken);
        watched.TakeModel();
        List<EpisodeChange> changes = [];
        var verdict = watched.Monitor.Observe(result, parentFails, changes);
        metrics.RunEnds(result, verdict.State);
        await sink.AddAsync(ResultRow.Write(probe.Target, result, verdict), changes, cancellationToken);
        trainer.TrainIfDue(watched);
    }

    // A parent that has not run for a few intervals has no say.
    Task<bool> ParentFailsAsync(Probe probe, CancellationToken cancellationToken) =>
        stored.AnyFailsAsync(probe.DependsOn, time.GetUtcNow() - Math.Max(4, 60 / probe.Schedule.Interval.TotalSeconds) * probe.Schedule.Interval, cancellationToken);
}
