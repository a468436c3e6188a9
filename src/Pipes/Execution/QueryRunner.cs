using System.Buffers;
using System.Data;
using System.Text;
using Grainwatch.Pipes.Catalogue;
using Grainwatch.Pipes.Results;
using Grainwatch.Pipes.Sql;
using Npgsql;

namespace Grainwatch.Pipes.Execution;

/// <summary>Runs statements and writes their results. What a query finds goes out as it comes; only a part of it is ever in memory.</summary>
public sealed class QueryRunner(QueryConnections connections, PipesOptions options, TimeProvider clock)
{
    /// <summary>Results that are smaller go out whole, so that an error on the way can still be answered as one.</summary>
    const int FlushAt = 256 * 1024;

    /// <exception cref="PostgresException">The query failed.</exception>
    /// <exception cref="ResultTooLargeException">The result is larger than allowed.</exception>
    /// <exception cref="ResultShapeException">The format cannot show the result.</exception>
    /// <param name="own">What is special about SQL that the caller wrote; null for a pipe's.</param>
    internal async Task RunAsync(
        Statement statement, CatalogueSnapshot catalogue, ResultFormat format, Stream output, OwnSql? own, CancellationToken cancellationToken)
    {
        ResultTooLargeException? tooLarge = null;
        try
        {
            await RunAsync(statement, catalogue, format, output, own, found => tooLarge = found, cancellationToken);
        }
        catch (PostgresException) when (tooLarge is not null)
        {
            // It is about the rest of the result, which was called off.
            throw tooLarge;
        }
    }

    async Task RunAsync(
        Statement statement,
        CatalogueSnapshot catalogue,
        ResultFormat format,
        Stream output,
        OwnSql? own,
        Action<ResultTooLargeException> giveUp,
        CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        await using var connection = await connections.Database.OpenConnectionAsync(cancellationToken);
        await using var transaction = own?.Role is { } role ? await BeginAsync(connection, role, cancellationToken) : null;
        await using var command = Command(statement, connection);
        await using var reader = await command.ExecuteReaderAsync(own is null ? CommandBehavior.Default : CommandBehavior.SequentialAccess, cancellationToken);
        var columns = Columns(reader, catalogue);
        var buffer = new ArrayBufferWriter<byte>();
        format.Begin(columns, buffer);
        var values = new string?[columns.Count];
        var (rows, read, written) = (0L, 0L, 0L);
        while (await reader.ReadAsync(cancellationToken))
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = reader.IsDBNull(i) ? null : own is null ? reader.GetString(i) : await ReadAsync(reader, i, TooLarge, cancellationToken);
                read += values[i]?.Length ?? 0;
            }

            if (rows++ == own?.MaxRows)
            {
                throw TooLarge(ResultTooLargeException.Rows(own.MaxRows));
            }

            format.Row(values, buffer);
            if (buffer.WrittenCount >= FlushAt)
            {
                written += await FlushAsync();
            }
        }

        // Rows that came were there before the LIMIT, and so were those that OFFSET passed over to reach them. More is not known.
        var before = statement.HasLimit ? rows + (rows > 0 ? statement.Offset : 0) : (long?)null;
        format.End(new ResultSummary(rows, before, clock.GetElapsedTime(started), read), buffer);
        await FlushAsync();

        async Task<int> FlushAsync()
        {
            if (written + buffer.WrittenCount > options.MaxResultBytes)
            {
                throw TooLarge(ResultTooLargeException.Bytes(options.MaxResultBytes));
            }

            var count = buffer.WrittenCount;
            await output.WriteAsync(buffer.WrittenMemory, cancellationToken);
            buffer.ResetWrittenCount();
            return count;
        }

        // Nobody reads the rest, which may be long.
        ResultTooLargeException TooLarge(ResultTooLargeException found)
        {
            giveUp(found);
            command.Cancel();
            return found;
        }
    }

    static async Task<NpgsqlTransaction> BeginAsync(NpgsqlConnection connection, string role, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var set = new NpgsqlCommand($"set local role {role}", connection, transaction);
        await set.ExecuteNonQueryAsync(cancellationToken);
        return transaction;
    }

    /// <summary>A value that is larger than the result may be is refused before it is in memory.</summary>
    async Task<string> ReadAsync(
        NpgsqlDataReader reader, int column, Func<ResultTooLargeException, Exception> tooLarge, CancellationToken cancellationToken)
    {
        await using var text = await reader.GetStreamAsync(column, cancellationToken);
        if (text.Length > options.MaxResultBytes)
        {
            throw tooLarge(ResultTooLargeException.Bytes(options.MaxResultBytes));
        }

        var bytes = ArrayPool<byte>.Shared.Rent((int)text.Length);
        try
        {
            var length = await text.ReadAtLeastAsync(bytes, (int)text.Length, throwOnEndOfStream: true, cancellationToken);
            return Encoding.UTF8.GetString(bytes, 0, length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Values come as the text that Postgres shows, whatever their type.</summary>
    static NpgsqlCommand Command(Statement statement, NpgsqlConnection connection)
    {
        var command = new NpgsqlCommand(statement.Text, connection) { AllResultTypesAreUnknown = true };
        foreach (var value in statement.Values)
        {
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = value.Type, Value = value.Content });
        }

        return command;
    }

    /// <summary>A column that is one of a relation, through whatever subqueries, has its type; any other has that of Postgres.</summary>
    static List<ResultColumn> Columns(NpgsqlDataReader reader, CatalogueSnapshot catalogue)
    {
        List<ResultColumn> columns = [];
        foreach (var column in reader.GetColumnSchema())
        {
            var declared = column.TableOID == 0 ? null : catalogue.TypeOf(column.TableOID, column.ColumnAttributeNumber ?? 0);
            columns.Add(new ResultColumn(column.ColumnName, declared ?? ResultType.OfPostgres(reader.GetDataTypeName(columns.Count))));
        }

        return columns;
    }
}
