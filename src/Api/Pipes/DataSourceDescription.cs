using System.Text.Json.Serialization;
using Grainwatch.Pipes.Catalogue;
using Grainwatch.Pipes.Schema;

namespace Grainwatch.Api.Pipes;

sealed record DataSourceList(IReadOnlyList<DataSourceDescription> Datasources);

/// <summary>A data source as <c>/v0/datasources</c> describes it.</summary>
sealed record DataSourceDescription(
    string Id,
    string Name,
    string Description,
    IReadOnlyList<ColumnDescription> Columns,
    [property: JsonPropertyName("sorting_key")] string SortingKey,
    string Quarantine)
{
    public static DataSourceDescription Of(DataSource source) => new(
        source.Name,
        source.Name,
        source.Description,
        [.. source.Columns.Select(c => ColumnDescription.Of(c))],
        string.Join(", ", source.SortingKey),
        source.Quarantine);
}

sealed record ColumnDescription(string Name, string Type, bool Nullable, string Jsonpath)
{
    public static ColumnDescription Of(Column column) => new(column.Name, column.Type.Name, column.Type.IsNullable, column.JsonPath);
}
