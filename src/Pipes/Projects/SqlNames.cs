using Grainwatch.Storage.Postgres;

namespace Grainwatch.Pipes.Projects;

/// <summary>Names and texts as SQL.</summary>
static class SqlNames
{
    public static string Quote(string name) => Database.Quote(name);

    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public static string Table(string source) => $"{Database.DataSchema}.{Quote(source)}";

    public static string View(string relation) => $"{Database.SourcesSchema}.{Quote(relation)}";
}
