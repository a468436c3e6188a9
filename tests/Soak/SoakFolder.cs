using Npgsql;

namespace Grainwatch.Soak;

/// <summary>A data folder of one run.</summary>
static class SoakFolder
{
    public static string Create()
    {
        var folder = Directory.CreateTempSubdirectory("grainwatch-soak-").FullName;
        // Postgres runs as another user when this runs as root, and must be able to pass through.
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        return folder;
    }

    /// <summary>The private Postgres of a server that runs on the folder.</summary>
    public static string PostgresOf(string folder) =>
        new NpgsqlConnectionStringBuilder { Host = Path.Combine(folder, "postgres", "socket"), Username = "grainwatch", Database = "grainwatch" }.ConnectionString;
}
