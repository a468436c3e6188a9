using System.Text.Json;
using Grainwatch.Domain.Alerts;
using Npgsql;
using NpgsqlTypes;

namespace Grainwatch.Storage.Alerts;

/// <summary>Parameters and columns of the alert tables.</summary>
static class AlertSql
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>One array as one parameter: the other one would take it for the list of parameters.</summary>
    public static NpgsqlBatchCommand CommandOfArray(string sql, Array value) => Command(sql, [(object)value]);

    /// <summary>Positional parameters. Nulls need their type said in the SQL, as in <c>$1::timestamptz</c>.</summary>
    public static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(Parameter(value));
        }

        return command;
    }

    public static async Task ExecuteAsync(
        this NpgsqlConnection connection, IEnumerable<NpgsqlBatchCommand> commands, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in commands)
        {
            batch.BatchCommands.Add(command);
        }

        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    public static async Task<List<T>> QueryAsync<T>(
        this NpgsqlConnection connection, NpgsqlBatchCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        List<T> rows = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public static async Task<List<T>> QueryAsync<T>(
        this NpgsqlDataSource database, NpgsqlBatchCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QueryAsync(command, read, cancellationToken);
    }

    public static async Task<int> ExecuteAsync(this NpgsqlDataSource database, NpgsqlBatchCommand command, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(command);
        return await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public static JsonText ToJson(this Labels labels) => new(JsonSerializer.Serialize(labels.ToDictionary(), Json));

    public static Labels ReadLabels(this NpgsqlDataReader row, int column) =>
        new(JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(column), Json)!);

    public static DateTimeOffset? ReadTime(this NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);

    static NpgsqlParameter Parameter(object? value) => value switch
    {
        null => new NpgsqlParameter { Value = DBNull.Value },
        JsonText json => new NpgsqlParameter { Value = json.Text, NpgsqlDbType = NpgsqlDbType.Jsonb },
        _ => new NpgsqlParameter { Value = value },
    };
}

/// <summary>A value for a jsonb column.</summary>
readonly record struct JsonText(string Text);
