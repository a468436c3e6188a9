using Grainwatch.Grains.Series;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Grainwatch.Grains.Placement;

/// <summary>
/// Sends series to the silo that they belong to, when a silo has come: without it those that never fall silent would stay where they are, and a
/// new silo would stand idle. They migrate: one that is only put away comes up again where its callers remember it to be.
/// </summary>
public sealed partial class SeriesMover(
    IClusterMembershipService membership, ILocalSiloDetails silo, LocalSeries local, [FromKeyedServices(TimeProviderNames.SystemTimers)] TimeProvider time, ILogger<SeriesMover> logger)
    : BackgroundService
{
    /// <summary>A share moves in steps, so that Postgres is not asked for all of it at once.</summary>
    const int Step = 500;

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Silos often come several at a time: the first share waits for the last of them.</summary>
    static readonly TimeSpan Calm = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var moved = MembershipVersion.MinValue;
        try
        {
            await foreach (var _ in membership.MembershipUpdates.WithCancellation(stoppingToken))
            {
                await Task.Delay(Calm, time, stoppingToken);
                var snapshot = membership.CurrentSnapshot;
                if (snapshot.Version > moved)
                {
                    moved = snapshot.Version;
                    await MoveAsync(snapshot, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    async Task MoveAsync(ClusterMembershipSnapshot snapshot, CancellationToken cancellationToken)
    {
        var silos = snapshot.ActiveSilos();
        if (!silos.Contains(silo.SiloAddress))
        {
            return;
        }

        var count = 0;
        foreach (var some in local.All.Where(series => !Rendezvous.Owner(series.Context.GrainId, silos).Equals(silo.SiloAddress)).Chunk(Step))
        {
            foreach (var series in some)
            {
                series.Context.Migrate(requestContext: null, CancellationToken.None);
            }

            count += some.Length;
            await Task.Delay(Pause, time, cancellationToken);
        }

        if (count > 0)
        {
            LogMoved(count, silos.Count);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Count} series leave for other silos, of which there are {Silos} now")]
    partial void LogMoved(int count, int silos);
}
