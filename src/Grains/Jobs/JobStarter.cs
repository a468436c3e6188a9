using Grainwatch.Domain.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Grainwatch.Grains.Jobs;

/// <summary>Has the grain of every job started when a silo starts. The first silo of a new cluster is needed for that, the others do no harm.</summary>
public sealed partial class JobStarter(IGrainFactory grains, IEnumerable<IPeriodicJob> jobs, [FromKeyedServices(TimeProviderNames.SystemTimers)] TimeProvider time, ILogger<JobStarter> logger)
    : BackgroundService
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(jobs.Select(job => StartAsync(job.Name, stoppingToken)));

    async Task StartAsync(string job, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await grains.GetGrain<IJobGrain>(job).StartAsync().WaitAsync(cancellationToken);
                return;
            }
            catch (Exception notYet) when (!cancellationToken.IsCancellationRequested)
            {
                LogNotYet(job, notYet.Message);
                await Task.Delay(Patience, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The job {Job} is not started yet: {Reason}")]
    partial void LogNotYet(string job, string reason);
}
