using System.Collections.Concurrent;
using Grainwatch.Storage.Ingest;

namespace Grainwatch.Api.Processes;

/// <summary>Counts the logs that this process commits, by severity.</summary>
sealed class LogRates : ICommitObserver
{
    /// <summary>Severities are free text: somebody may send a new one with every log.</summary>
    const int MostSeverities = 50;

    const string Others = "others";

    readonly ConcurrentDictionary<string, long> counts = new(StringComparer.Ordinal);

    public ValueTask CommittedAsync(CommittedBatch batch, CancellationToken cancellationToken)
    {
        foreach (var (series, minutes) in batch.Logs)
        {
            var severity = counts.Count < MostSeverities || counts.ContainsKey(series.Key.Severity) ? series.Key.Severity : Others;
            var logs = 0L;
            foreach (var minute in minutes)
            {
                logs += minute.Count;
            }

            counts.AddOrUpdate(severity, logs, (_, before) => before + logs);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Since the process started.</summary>
    public Dictionary<string, long> Read() => new(counts, StringComparer.Ordinal);
}
