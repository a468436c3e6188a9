using Grainwatch.Api.Probes.Definitions;
using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Probes;
using Grainwatch.Storage.Probes;

namespace Grainwatch.Api.Probes.Scheduling;

/// <summary>
/// Sees to it that every probe is run by some process, and that what is no longer probed has no open anomaly. Every process does this, all
/// the time, and any number of them may: whichever process dies, the others bring its probes up again within one period of noticing.
/// </summary>
sealed partial class ProbePlacer(
    ProbeCatalog catalog, IProbePlacement placement, ProbeEpisodes episodes, IAnomalyStore store, IAnomalyFeed feed, TimeProvider time,
    ILogger<ProbePlacer> logger) : BackgroundService
{
    static readonly TimeSpan Period = TimeSpan.FromSeconds(10);
    static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <summary>Without waiting for the next time: after a change.</summary>
    public async Task PlaceAsync(CancellationToken cancellationToken)
    {
        await catalog.RefreshAsync(cancellationToken);
        var active = catalog.Active;
        await placement.PlaceAsync(active, cancellationToken);
        var orphans = await episodes.OrphansAsync(active, cancellationToken);
        var now = time.GetUtcNow();
        var events = await store.ApplyAsync(
            [.. orphans.Select(orphan => new EpisodeChange.Resolved(orphan.Series, orphan.Episode with { ResolvedAt = now }))], cancellationToken);
        if (events.Count > 0)
        {
            await feed.PublishAsync(events, cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = Period;
            try
            {
                await PlaceAsync(stoppingToken);
            }
            catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotPlaced(logger, failed.Message);
                wait = RetryPause;
            }

            await Task.Delay(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Probes cannot be placed for the moment: {Reason}")]
    static partial void LogNotPlaced(ILogger logger, string reason);
}
