using System.Text;

namespace Grainwatch.Pipes.Results;

/// <summary>Reads an array as Postgres shows it: <c>{a,"b c",NULL}</c>.</summary>
static class ArrayText
{
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
}
