using Grainwatch.Domain.Detection;
using Grainwatch.Storage.Detection;
using Grainwatch.Storage.Postgres;
using Npgsql;

namespace Grainwatch.Api.Detection;

/// <summary>Takes up thresholds that others wrote.</summary>
sealed class ThresholdListener(NpgsqlDataSource database, IDetectionEngine engine, TimeProvider time, ILogger<ThresholdListener> logger)
    : PostgresListener(database, ThresholdTable.Channel, time, logger)
{
    protected override Task LookAsync(CancellationToken cancellationToken) => engine.ApplyThresholdsAsync(cancellationToken);
}
