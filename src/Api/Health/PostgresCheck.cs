using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Grainwatch.Api.Health;

/// <summary>Whether Postgres answers.</summary>
sealed class PostgresCheck(NpgsqlDataSource database) : IHealthCheck
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await using var ask = database.CreateCommand("select 1");
            await ask.ExecuteScalarAsync(patience.Token);
            return HealthCheckResult.Healthy();
        }
        catch (Exception away) when (away is NpgsqlException || (away is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return HealthCheckResult.Unhealthy("Postgres does not answer.");
        }
    }
}
