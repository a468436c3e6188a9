using Npgsql;

namespace Grainwatch.Storage.Logs;

/// <summary>Reads logs themselves. Each call reads one stretch of time; how long a stretch may be is the caller's to say.</summary>
public sealed class LogReader(NpgsqlDataSource database)
{
    /// <summary>What a list shows of a text. A log can have a megabyte, and a list has hundreds of logs.</summary>
    const int ListedLength = 1000;

    /// <summary>The columns that conditions are about, as data source <c>system_logs</c> has them, and where each row stands.</summary>
    const string Logs =
        """
        (select e.tableoid as partition, e.ctid as place, e.series_id, e.timestamp, e.server_id, s.service, s.severity, e.message, e.error_code, e.resource_id, e.metadata
        from log_entries e join series s on s.id = e.series_id) logs
        """;

    /// <summary>The newest logs of a stretch, newest first.</summary>
    /// <param name="before">Up to here, not included.</param>
    public async Task<IReadOnlyList<LogLine>> ReadAsync(
        LogFilter filter, DateTimeOffset from, LogPosition before, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand();
        var stretch = $"timestamp >= {command.Add(from)} and timestamp {(before.IsLog ? "<=" : "<")} {command.Add(before.Time)}";
        var after = before.IsLog
            ? $" and (timestamp, partition, place) < ({command.Add(before.Time)}, {command.AddOid(before.Partition)}, {command.Add(before.Place)}::text::tid)"
            : "";
        command.CommandText =
            $"""
            select partition, place::text, timestamp, service, severity, server_id, left(message, {ListedLength}), error_code, resource_id, left(metadata, {ListedLength}),
                length(message) > {ListedLength} or length(metadata) > {ListedLength}
            from {Logs}
            where {stretch}{after}{filter.Conditions(command)}
            order by logs.timestamp desc, logs.partition desc, logs.place desc
            limit {limit}
            """;
        return await ReadAsync(command, cancellationToken);
    }

    /// <summary>One log, whole; null when it is not there, or not to be seen.</summary>
    public async Task<LogLine?> FindAsync(LogPosition position, LogFilter visible, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand();
        command.CommandText =
            $"""
            select partition, place::text, timestamp, service, severity, server_id, message, error_code, resource_id, metadata, false
            from {Logs}
            where timestamp = {command.Add(position.Time)} and partition = {command.AddOid(position.Partition)}
                and place = {command.Add(position.Place)}::text::tid{visible.Conditions(command)}
            """;
        return (await ReadAsync(command, cancellationToken)).SingleOrDefault();
    }

    /// <summary>How many logs of a stretch there are by slice of time and severity.</summary>
    public async Task<IReadOnlyList<(DateTimeOffset Slice, string Severity, long Count)>> CountAsync(
        LogFilter filter, DateTimeOffset from, DateTimeOffset to, TimeSpan slice, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand();
        command.CommandText =
            $"""
            select date_bin({command.Add(slice)}, timestamp, timestamptz '2000-01-01 00:00:00+00'), severity, count(*)
            from {Logs}
            where timestamp >= {command.Add(from)} and timestamp < {command.Add(to)}{filter.Conditions(command)}
            group by 1, 2
            """;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<(DateTimeOffset, string, long)> counts = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            counts.Add((reader.GetFieldValue<DateTimeOffset>(0), reader.GetString(1), reader.GetInt64(2)));
        }

        return counts;
    }

    static async Task<IReadOnlyList<LogLine>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<LogLine> lines = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            lines.Add(new LogLine(
                LogPosition.Of(reader.GetFieldValue<DateTimeOffset>(2), reader.GetFieldValue<uint>(0), reader.GetString(1)),
                reader.GetString(3),
                reader.GetString(4),
                reader.GetString(5),
                reader.GetString(6),
                reader.GetString(7),
                reader.GetString(8),
                reader.GetString(9),
                reader.GetBoolean(10)));
        }

        return lines;
    }
}
