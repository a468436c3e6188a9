using Grainwatch.Domain.Counting;
using Grainwatch.Domain.Detection;
using Grainwatch.Domain.Thresholds;
using Grainwatch.Storage.Ingest;

namespace Grainwatch.Api.Detection;

/// <summary>Hands what was committed to detection: thresholds before logs, so that logs of the same commit are judged by them.</summary>
sealed partial class CommitObserver(IDetectionEngine engine, ThresholdBook book, ILogger<CommitObserver> logger) : ICommitObserver
{
    public const string ThresholdsSource = "log_anomaly_thresholds";

    public async ValueTask CommittedAsync(CommittedBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            if (batch.Sources.Contains(ThresholdsSource))
            {
                await engine.ApplyThresholdsAsync(cancellationToken);
            }
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // The rows are committed, and the answer must say so. The listener hears of the same commit and keeps trying.
            LogThresholds(logger, failure.Message);
        }

        if (batch.Logs.Count > 0)
        {
            try
            {
                await engine.ObserveAsync(new CommittedCounts(batch.TransactionId, batch.Logs, book.Current.Version), cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                LogCounts(logger, failure.Message);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Thresholds were stored and could not be applied at once: {Reason}")]
    static partial void LogThresholds(ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Warning, "Counts could not be handed to the monitors; the next reconciliation will: {Reason}")]
    static partial void LogCounts(ILogger logger, string reason);
}
