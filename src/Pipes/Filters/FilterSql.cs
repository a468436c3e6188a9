using System.Text;
using Grainwatch.Pipes.Templates;
using NpgsqlTypes;

namespace Grainwatch.Pipes.Filters;

/// <summary>Collects a condition. A value is of the type of the column that it is compared with, as a quoted literal would be.</summary>
sealed class FilterSql
{
    readonly StringBuilder sql = new();
    readonly List<Placeholder> placeholders = [];

    public void Text(string text) => sql.Append(text);

    public void Value(string value)
    {
        placeholders.Add(new Placeholder(sql.Length, new BoundValue(NpgsqlDbType.Unknown, value), Line: 1));
        sql.Append('$');
    }

    public RenderedSql Finish() => new(sql.ToString(), placeholders);
}
