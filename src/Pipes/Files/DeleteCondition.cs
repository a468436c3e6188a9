using Grainwatch.Pipes.Catalogue;
using Grainwatch.Pipes.Filters;
using Grainwatch.Pipes.Sql;
using Grainwatch.Storage.Ingest;

namespace Grainwatch.Pipes.Files;

/// <summary>Which rows of a data source are to be deleted, in the language of row filters.</summary>
public static class DeleteCondition
{
    /// <exception cref="FilterException">It cannot be read, or names a column that the data source does not have.</exception>
    public static RowCondition Parse(DataSource source, string text)
    {
        var condition = FilterParser.Parse(source, text).Condition;
        var statement = new StatementBuilder().Finish(new CheckedSql(
            condition.Sql, SqlLexer.Read(condition.Sql), condition.Placeholders.ToDictionary(p => p.Offset, p => p.Value)));
        return new RowCondition(statement.Text, [.. statement.Values.Select(value => (value.Type, value.Content))]);
    }
}
