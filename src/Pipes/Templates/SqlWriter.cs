using System.Text;

namespace Grainwatch.Pipes.Templates;

/// <summary>Collects the SQL of one rendering, and remembers where its values stand.</summary>
sealed class SqlWriter
{
    readonly StringBuilder sql = new();
    readonly List<Placeholder> placeholders = [];

    public void Text(string text)
    {
        if (sql.Length + text.Length > Budget.MaxSqlLength)
        {
            throw new TemplateTooBigException($"the SQL is too long: at most {Budget.MaxSqlLength} characters.");
        }

        sql.Append(text);
    }

    public void Value(BoundValue value, int line)
    {
        if (placeholders.Count == Budget.MaxValues)
        {
            throw new TemplateTooBigException($"the SQL has too many values: at most {Budget.MaxValues}.");
        }

        placeholders.Add(new Placeholder(sql.Length, value, line));
        Text("$");
    }

    public RenderedSql Finish() => new(sql.ToString(), placeholders);
}
