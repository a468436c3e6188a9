using Npgsql;
using NpgsqlTypes;

namespace Grainwatch.Storage.Sources;

/// <summary>Deletions of rows that are done, kept for two days.</summary>
public sealed class DataSourceJobs(NpgsqlDataSource database, TimeProvider time)
{
    static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    public async Task AddAsync(DataSourceJob job, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("delete from data_source_jobs where finished_at < $1") { Parameters = { Time(time.GetUtcNow() - Kept) } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            "insert into data_source_jobs (id, kind, source, condition, rows, finished_at) values ($1, $2, $3, $4, $5, $6)")
        {
            Parameters =
            {
                new() { Value = job.Id }, new() { Value = job.Kind }, new() { Value = job.Source },
                new() { Value = job.Condition }, new() { Value = job.Rows }, Time(job.FinishedAt),
            },
        });
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<DataSourceJob?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select kind, source, condition, rows, finished_at from data_source_jobs where id = $1");
        command.Parameters.Add(new() { Value = id });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new DataSourceJob(
                id, reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3), reader.GetFieldValue<DateTimeOffset>(4))
            : null;
    }

    static NpgsqlParameter Time(DateTimeOffset time) => new() { Value = time.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
