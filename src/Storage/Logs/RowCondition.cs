using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Grainwatch.Storage.Logs;

/// <summary>A checked condition over the columns of the logs, whose values become parameters.</summary>
/// <param name="Pieces">SQL between the values: one more than there are values.</param>
/// <param name="Values">Each is of the type of what it is compared with, as a quoted literal would be.</param>
public sealed record RowCondition(IReadOnlyList<string> Pieces, IReadOnlyList<object> Values)
{
    internal string Bind(NpgsqlCommand command)
    {
        var sql = new StringBuilder(Pieces[0]);
        for (var i = 0; i < Values.Count; i++)
        {
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Unknown, Value = Values[i] });
            sql.Append('$').Append(command.Parameters.Count).Append(Pieces[i + 1]);
        }

        return sql.ToString();
    }
}

static class CommandParameters
{
    /// <returns>What stands for the value in the SQL.</returns>
    public static string Add(this NpgsqlCommand command, object value)
    {
        command.Parameters.Add(new NpgsqlParameter { Value = value });
        return $"${command.Parameters.Count}";
    }

    public static string AddOid(this NpgsqlCommand command, long oid)
    {
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Oid, Value = (uint)oid });
        return $"${command.Parameters.Count}";
    }
}
