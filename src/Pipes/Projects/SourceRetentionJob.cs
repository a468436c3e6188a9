using Grainwatch.Domain.Jobs;
using Grainwatch.Pipes.Catalogue;
using Grainwatch.Storage.Maintenance;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Grainwatch.Pipes.Projects;

/// <summary>
/// Deletes the rows of data sources that are older than their ENGINE_TTL: whole partitions where there are some by the same column, the rest
/// a few rows at a time so that nobody waits for it.
/// </summary>
public sealed partial class SourceRetentionJob(
    NpgsqlDataSource database, TablePartitions partitions, ProjectCatalogue catalogue, TimeProvider clock, ILogger<SourceRetentionJob> logger) : IPeriodicJob
{
    const int RowsPerStatement = 10_000;

    public string Name => "source-retention";

    public TimeSpan Period { get; } = TimeSpan.FromHours(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var source in catalogue.Current.DataSources.Values)
        {
            if (source.Retention is { } retention && !BuiltIn.Is(source.Name))
            {
                var before = clock.GetUtcNow() - retention.Period;
                foreach (var partition in await partitions.DropAsync(source.Name, retention.Column, before, cancellationToken))
                {
                    LogDropped(logger, source.Name, partition);
                }

                var deleted = await DeleteAsync(SqlNames.Table(source.Name), SqlNames.Quote(retention.Column), before, cancellationToken);
                if (deleted > 0)
                {
                    LogDeleted(logger, source.Name, deleted);
                }
            }
        }
    }

    async Task<long> DeleteAsync(string table, string column, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            // A place belongs to a row of each partition: the age is asked again.
            $"delete from {table} where ctid = any (array (select ctid from {table} where {column} < $1 limit {RowsPerStatement})) and {column} < $1");
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = before.UtcDateTime });
        var (deleted, last) = (0L, 0);
        do
        {
            last = await command.ExecuteNonQueryAsync(cancellationToken);
            deleted += last;
        }
        while (last >= RowsPerStatement);
        return deleted;
    }

    [LoggerMessage(2, LogLevel.Information, "{Source}: all rows of {Partition} were older than its ENGINE_TTL, and are gone with it")]
    static partial void LogDropped(ILogger logger, string source, string partition);

    [LoggerMessage(1, LogLevel.Information, "{Source}: {Rows} rows were older than its ENGINE_TTL, and are gone")]
    static partial void LogDeleted(ILogger logger, string source, long rows);
}
