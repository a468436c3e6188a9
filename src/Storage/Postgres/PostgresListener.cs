using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Grainwatch.Storage.Postgres;

/// <summary>
/// Hears from Postgres of what others wrote: another process, or somebody with psql. After a lost connection it looks for itself, since
/// what was said meanwhile was said to nobody.
/// </summary>
/// <param name="channel">What Postgres notifies on.</param>
public abstract partial class PostgresListener(NpgsqlDataSource database, string channel, TimeProvider time, ILogger logger) : BackgroundService
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
                LogLost(logger, channel, lost.Message);
                await Task.Delay(RetryPause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Reads what there is now.</summary>
    protected abstract Task LookAsync(CancellationToken cancellationToken);

    async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync($"listen {channel}");
        await LookAsync(cancellationToken);
        while (true)
        {
            if (await connection.WaitAsync(Patience, cancellationToken))
            {
                await LookAsync(cancellationToken);
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

    [LoggerMessage(1, LogLevel.Warning, "{Channel}: what others change cannot be heard for the moment: {Reason}")]
    static partial void LogLost(ILogger logger, string channel, string reason);
}
