using Grainwatch.Grains.Placement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Grainwatch.Grains.Thresholds;

/// <summary>Calls the <see cref="SeriesService"/> of every silo.</summary>
[StatelessWorker]
public sealed partial class ThresholdsGrain(
    IClusterMembershipService membership, SeriesServiceClient services, [FromKeyedServices(TimeProviderNames.SystemTimers)] TimeProvider time, ILogger<ThresholdsGrain> logger)
    : Grain, IThresholdsGrain
{
    static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(5);
    static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    public Task ApplyAsync() => Task.WhenAll(Active().Select(ApplyAsync));

    /// <summary>
    /// A silo that does not answer is asked again until it answers or is no member any more. What was on it then comes up elsewhere, with
    /// the new thresholds.
    /// </summary>
    async Task ApplyAsync(SiloAddress silo)
    {
        while (Active().Contains(silo))
        {
            try
            {
                await services.On(silo).ApplyThresholdsAsync().WaitAsync(CallTimeout, time);
                return;
            }
            catch (Exception failed)
            {
                LogNotApplied(silo, failed.Message);
                await Task.Delay(RetryDelay, time);
            }
        }
    }

    IReadOnlyList<SiloAddress> Active() => membership.CurrentSnapshot.ActiveSilos();

    [LoggerMessage(1, LogLevel.Warning, "{Silo} did not take the new thresholds yet: {Reason}")]
    partial void LogNotApplied(SiloAddress silo, string reason);
}
