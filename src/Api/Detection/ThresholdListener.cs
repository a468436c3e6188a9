using Grainwatch.Domain.Detection;
using Grainwatch.Storage.Detection;
using Npgsql;

namespace Grainwatch.Api.Detection;

/// <summary>
/// Hears from Postgres of thresholds that others wrote: another process, or somebody with psql. After a lost connection it reads them
/// all, since what was said meanwhile was said to nobody.
/// </summary>
sealed partial class ThresholdListener(
    NpgsqlDataSource database, IDetectionEngine engine, TimeProvider time, ILogger<ThresholdListener> logger) : BackgroundService
{
    static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <summary>A connection that died without a word is noticed after this.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception lost)
            {
                LogLost(logger, lost.Message);
                await Task.Delay(RetryPause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync($"listen {ThresholdTable.Channel}");
        await engine.ApplyThresholdsAsync(cancellationToken);
        while (true)
        {
            if (await connection.WaitAsync(Patience, cancellationToken))
            {
                await engine.ApplyThresholdsAsync(cancellationToken);
            }
            else
            {
                await ExecuteAsync("select 1");
            }
        }

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Changes of thresholds cannot be heard for the moment: {Reason}")]
    static partial void LogLost(ILogger logger, string reason);
}
