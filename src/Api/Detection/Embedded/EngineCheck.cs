using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Grainwatch.Api.Detection.Embedded;

/// <summary>Whether the monitors have read what they missed.</summary>
sealed class EngineCheck(EmbeddedEngine engine) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(engine.Ready.IsCompletedSuccessfully
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The monitors are still being read from Postgres."));
}
