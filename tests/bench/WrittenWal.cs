using Npgsql;

namespace Grainwatch.Bench;

/// <summary>
/// Makes a new Postgres like one that has run for a while: its WAL goes into files that are there. For a new one all commits wait, until it
/// was filled with zeros.
/// </summary>
static class WrittenWal
{
    /// <summary>Of 16 MB each; together what Postgres keeps (<c>min_wal_size</c>).</summary>
    const int Files = 64;

    public static async Task PrepareAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(
            $"""
            do $$ begin for file in 1..{Files} loop
                perform pg_logical_emit_message(false, 'grainwatch', 'something to begin a file with');
                perform pg_switch_wal();
            end loop; end $$;
            """);
        await command.ExecuteNonQueryAsync();
        await using var checkpoint = database.CreateCommand("checkpoint");
        await checkpoint.ExecuteNonQueryAsync();
    }
}
