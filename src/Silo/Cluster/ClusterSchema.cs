using Grainwatch.Storage.Migrations;
using Npgsql;

namespace Grainwatch.Silo.Cluster;

/// <summary>The schema that Orleans' providers keep their tables in. Only the cluster shape has it.</summary>
public static class ClusterSchema
{
    public const string Name = "orleans";

    public static MigrationScripts Scripts { get; } = new(typeof(ClusterSchema).Assembly, Name);

    /// <summary>The providers open connections of their own, from one pool, and name their tables without a schema.</summary>
    public static string ConnectionString(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString)
    {
        SearchPath = Name,
        Timezone = "UTC",
        MaxPoolSize = 20,
        ApplicationName = "grainwatch-orleans",
    }.ConnectionString;
}
