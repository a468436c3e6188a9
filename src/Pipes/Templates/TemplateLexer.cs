namespace Grainwatch.Pipes.Templates;

/// <summary>Splits a template into text, <c>{{ }}</c> and <c>{% %}</c>; leaves <c>{# #}</c> out.</summary>
static class TemplateLexer
{
    public static List<TemplateTag> Read(string source, int firstLine)
    {
        List<TemplateTag> tags = [];
        var line = firstLine;
        var text = "";
        var at = 0;
        while (at < source.Length)
        {
            var brace = source.IndexOf('{', at);
            if (brace < 0 || brace + 1 == source.Length)
            {
                text += source[at..];
                break;
            }

            var kind = source[brace + 1];
            if (kind is not ('{' or '%' or '#'))
            {
                text += source[at..(brace + 1)];
                at = brace + 1;
                continue;
            }

            text += source[at..brace];
            if (brace + 2 < source.Length && source[brace + 2] == '!')
            {
                // {{! stands for {{ itself.
                text += source.AsSpan(brace, 2).ToString();
                at = brace + 3;
                continue;
            }

            Flush();
            var closing = kind == '{' ? "}}" : kind == '%' ? "%}" : "#}";
            var end = source.IndexOf(closing, brace + 2, StringComparison.Ordinal);
            if (end < 0)
            {
                throw new TemplateException($"'{{{kind}' is never closed: expected '{closing}'.") { Line = line };
            }

            var content = source[(brace + 2)..end];
            if (kind != '#')
            {
                tags.Add(new TemplateTag(kind == '{' ? TemplateTagKind.Expression : TemplateTagKind.Statement, content.Trim(), line));
            }

            line += content.Count(c => c == '\n');
            at = end + 2;
        }

        Flush();
        return tags;

        void Flush()
        {
            if (text.Length > 0)
            {
                tags.Add(new TemplateTag(TemplateTagKind.Text, text, line));
                line += text.Count(c => c == '\n');
                text = "";
            }
        }
    }
}
