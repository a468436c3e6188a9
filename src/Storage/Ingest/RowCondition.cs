using Npgsql;
using NpgsqlTypes;

namespace Grainwatch.Storage.Ingest;

/// <summary>Which rows of a data source are meant.</summary>
/// <param name="Sql">Over its columns, with <c>$1</c> to <c>$n</c> for the values.</param>
public sealed record RowCondition(string Sql, IReadOnlyList<(NpgsqlDbType Type, object Value)> Values)
{
    public static RowCondition All { get; } = new("true", []);

    internal NpgsqlCommand Command(string sql, NpgsqlConnection connection)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        foreach (var (type, value) in Values)
        {
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value });
        }

        return command;
    }
}
