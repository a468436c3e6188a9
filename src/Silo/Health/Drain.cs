using Grainwatch.Silo.Cluster;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Grainwatch.Silo.Health;

/// <summary>
/// A stop begins with this process saying that it is not ready, while it still answers: so a load balancer sends new requests elsewhere
/// before the first one would be refused.
/// </summary>
sealed class Drain(ClusterSettings settings, TimeProvider time) : IHostedLifecycleService, IHealthCheck
{
    volatile bool isStopping;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(isStopping ? HealthCheckResult.Unhealthy("This process is stopping.") : HealthCheckResult.Healthy());

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        isStopping = true;
        return Task.Delay(TimeSpan.FromSeconds(settings.DrainSeconds), time, cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
