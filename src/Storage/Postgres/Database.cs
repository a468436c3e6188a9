using Npgsql;

namespace Grainwatch.Storage.Postgres;

/// <summary>Opens the pool of connections that the program's own SQL runs on. Queries of users run on <c>sources</c> only, elsewhere.</summary>
public static class Database
{
    /// <summary>The schema of the program's own tables, first on the search path of its own connections.</summary>
    public const string Schema = "grainwatch";

    /// <summary>The views that queries may read.</summary>
    public const string SourcesSchema = "sources";

    /// <summary>The tables that data projects define.</summary>
    public const string DataSchema = "grainwatch_data";

    /// <summary>The partitions of those.</summary>
    public const string PartitionsSchema = "grainwatch_partitions";

    /// <summary>
    /// Bytes. A statement that fits is sent at once; of a longer one every piece wakes Postgres, and Postgres, as it reads, the sender.
    /// </summary>
    public const int WriteBufferSize = 128 * 1024;

    /// <summary>A name as SQL.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Unqualified names resolve to the program's own tables; text without a zone is UTC.</summary>
    public static NpgsqlDataSource Open(string connectionString) => Open(connectionString, Schema);

    /// <param name="greet">The first that a new connection is used for.</param>
    public static NpgsqlDataSource Open(string connectionString, string searchPath, Func<NpgsqlConnection, Task>? greet = null)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        builder.ConnectionStringBuilder.SearchPath = searchPath;
        builder.ConnectionStringBuilder.Timezone = "UTC";
        builder.ConnectionStringBuilder.WriteBufferSize = WriteBufferSize;
        if (greet is not null)
        {
            builder.UsePhysicalConnectionInitializer(
                _ => throw new NotSupportedException("Connections are opened asynchronously."), greet);
        }

        return builder.Build();
    }
}
