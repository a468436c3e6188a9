using System.Text;
using Grainwatch.Pipes.Schema;

namespace Grainwatch.Pipes.Results;

/// <summary>Reads an array as Postgres shows it, <c>{a,"b c",NULL}</c>, and shows it as ClickHouse does: <c>['a','b c',NULL]</c>.</summary>
static class ArrayText
{
    /// <returns>Null when it has more than one dimension.</returns>
    public static string? TryShow(ResultType type, string value) =>
        TryRead(value) is { } items ? $"[{string.Join(',', items.Select(item => Item(type.Element ?? ResultType.Text, item)))}]" : null;

    /// <returns>Null when it has more than one dimension.</returns>
    public static IReadOnlyList<string?>? TryRead(string text)
    {
        if (text.Length < 2 || text[0] != '{')
        {
            return null;
        }

        List<string?> items = [];
        var item = new StringBuilder();
        for (var at = 1; at < text.Length - 1; at++)
        {
            item.Clear();
            var quoted = text[at] == '"';
            if (text[at] == '{')
            {
                return null;
            }

            if (quoted)
            {
                for (at++; text[at] != '"'; at++)
                {
                    at += text[at] == '\\' ? 1 : 0;
                    item.Append(text[at]);
                }

                at++;
            }
            else
            {
                for (; text[at] is not (',' or '}'); at++)
                {
                    item.Append(text[at]);
                }
            }

            items.Add(!quoted && item.Equals("NULL") ? null : item.ToString());
        }

        return items;
    }

    /// <summary>Text stands in single quotes.</summary>
    static string Item(ResultType type, string? value) =>
        value is null ? "NULL"
        : type.Style is ResultStyle.Number or ResultStyle.WideNumber or ResultStyle.Float or ResultStyle.Bool ? Values.Show(type, value)
        : $"'{Values.Show(type, value).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
