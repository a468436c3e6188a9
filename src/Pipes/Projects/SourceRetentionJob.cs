using Grainwatch.Domain.Jobs;
using Grainwatch.Pipes.Catalogue;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Grainwatch.Pipes.Projects;

/// <summary>Deletes the rows of data sources that are older than their ENGINE_TTL, a few at a time so that nobody waits for it.</summary>
public sealed partial class SourceRetentionJob(
    NpgsqlDataSource database, ProjectCatalogue catalogue, TimeProvider clock, ILogger<SourceRetentionJob> logger) : IPeriodicJob
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
                var deleted = await DeleteAsync(SqlNames.Table(source.Name), SqlNames.Quote(retention.Column), clock.GetUtcNow() - retention.Period, cancellationToken);
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
            $"delete from {table} where ctid = any (array (select ctid from {table} where {column} < $1 limit {RowsPerStatement}))");
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = before.UtcDateTime });
        var (deleted, last) = (0L, 0);
        do
        {
            last = await command.ExecuteNonQueryAsync(cancellationToken);
            deleted += last;
        }
        while (last == RowsPerStatement);
        return deleted;
    }

    [LoggerMessage(1, LogLevel.Information, "{Source}: {Rows} rows were older than its ENGINE_TTL, and are gone")]
    static partial void LogDeleted(ILogger logger, string source, long rows);
}
