using System.Buffers;
using System.Text;
using Grainwatch.Pipes.Rows;
using Grainwatch.Storage.Ingest;
using Npgsql;

namespace Grainwatch.Pipes.Tests.Support;

/// <summary>Brings JSON rows into a data source as the server does: encoded, then copied.</summary>
static class Rows
{
    public static async Task<List<RowProblem>> InsertAsync(this PipeRig rig, string source, IEnumerable<string> rows)
    {
        var encoder = rig.Catalogue.Current.DataSources[source].Encoder!;
        var tuples = new ArrayBufferWriter<byte>();
        List<RowProblem> problems = [];
        foreach (var row in rows)
        {
            encoder.TryEncode(Encoding.UTF8.GetBytes(row), tuples, problems);
        }

        await CopyAsync(rig.Database, encoder, tuples.WrittenMemory);
        return problems;
    }

    static async Task CopyAsync(NpgsqlDataSource database, JsonRowEncoder encoder, ReadOnlyMemory<byte> tuples)
    {
        var target = encoder.Target;
        await using var connection = await database.OpenConnectionAsync();
        await using var copy = await connection.BeginRawBinaryCopyAsync(
            $"copy {target.Schema}.\"{target.Table}\" ({string.Join(", ", target.Columns.Select(c => $"\"{c}\""))}) from stdin (format binary)");
        await copy.WriteAsync((byte[])[.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8, 0, 0, 0, 0, 0, 0, 0, 0]);
        await copy.WriteAsync(tuples);
        await copy.WriteAsync((byte[])[0xFF, 0xFF]);
    }
}
