namespace Grainwatch.Pipes.Templates;

/// <summary>Builds the tree of a template.</summary>
sealed class TemplateParser
{
    const int MaxDepth = 40;

    readonly List<TemplateTag> tags;
    int at;
    int depth;
    int loops;

    TemplateParser(string source, int firstLine) => tags = TemplateLexer.Read(source, firstLine);

    /// <param name="firstLine">The line of the file that <paramref name="source"/> begins on.</param>
    /// <exception cref="TemplateException">The template cannot be read.</exception>
    public static IReadOnlyList<TemplateNode> Parse(string source, int firstLine)
    {
        var parser = new TemplateParser(source, firstLine);
        var nodes = parser.ReadBody();
        return parser.at == parser.tags.Count
            ? nodes
            : throw new TemplateException($"'{{% {parser.tags[parser.at].Content} %}}' belongs to no block.") { Line = parser.tags[parser.at].Line };
    }

    /// <summary>Up to a tag that ends or continues the block around.</summary>
    List<TemplateNode> ReadBody()
    {
        List<TemplateNode> nodes = [];
        for (; at < tags.Count; at++)
        {
            var tag = tags[at];
            if (tag.Kind == TemplateTagKind.Statement && Word(tag) is "end" or "elif" or "else" or "except" or "finally")
            {
                break;
            }

            try
            {
                if (Read(tag) is { } node)
                {
                    nodes.Add(node);
                }
            }
            catch (TemplateException e) when (e.Line == 0)
            {
                e.Line = tag.Line;
                throw;
            }
        }

        return nodes;
    }

    TemplateNode? Read(TemplateTag tag)
    {
        switch (tag.Kind)
        {
            case TemplateTagKind.Text:
                return new TemplateNode.Text(tag.Line, tag.Content);
            case TemplateTagKind.Expression:
                return new TemplateNode.Output(tag.Line, tag.Content.Length > 0
                    ? ExpressionParser.Parse(tag.Content)
                    : throw new TemplateException("'{{ }}' is empty."));
        }

        var rest = tag.Content[Word(tag).Length..];
        switch (Word(tag))
        {
            case "if":
                return ReadIf(tag, rest);
            case "for":
                var (targets, source) = ExpressionParser.ParseLoop(rest);
                return ReadLoop(tag, (body, otherwise) => new TemplateNode.For(tag.Line, targets, source, body, otherwise));
            case "while":
                var condition = ExpressionParser.Parse(rest);
                return ReadLoop(tag, (body, otherwise) => new TemplateNode.While(tag.Line, condition, body, otherwise));
            case "try":
                return ReadTry(tag);
            case "set":
                var (names, value) = ExpressionParser.ParseAssignment(rest);
                return new TemplateNode.Set(tag.Line, names, value);
            case "break" or "continue" when loops == 0:
                throw new TemplateException($"'{{% {Word(tag)} %}}' stands outside of a loop.");
            case "break":
                return new TemplateNode.Break(tag.Line);
            case "continue":
                return new TemplateNode.Continue(tag.Line);
            case "comment":
                return null;
            case "import" or "from" or "include" or "extends" or "module" or "raw" or "apply" or "block" or "autoescape" or "whitespace":
                throw new TemplateException($"'{{% {Word(tag)} %}}' is not allowed in a template.");
            case "endif" or "endfor" or "endwhile":
                throw new TemplateException($"write {{% end %}} for '{{% {Word(tag)} %}}'.");
            case "elseif" or "elsif":
                throw new TemplateException($"write {{% elif %}} for '{{% {Word(tag)} %}}'.");
            default:
                throw new TemplateException(
                    $"'{{% {tag.Content} %}}' is not known: expected if, elif, else, for, while, break, continue, try, except, finally, set, comment or end.");
        }
    }

    TemplateNode.If ReadIf(TemplateTag tag, string condition)
    {
        List<(Expression?, IReadOnlyList<TemplateNode>)> branches = [(ExpressionParser.Parse(condition), ReadBlock())];
        while (Next("elif") is { } elif)
        {
            branches.Add((ParseCondition(elif, tags[at].Line), ReadBlock()));
        }

        if (Next("else") is not null)
        {
            branches.Add((null, ReadBlock()));
        }

        ExpectEnd(tag);
        return new TemplateNode.If(tag.Line, branches);
    }

    static Expression ParseCondition(string condition, int line)
    {
        try
        {
            return ExpressionParser.Parse(condition);
        }
        catch (TemplateException e)
        {
            e.Line = line;
            throw;
        }
    }

    TemplateNode ReadLoop(TemplateTag tag, Func<IReadOnlyList<TemplateNode>, IReadOnlyList<TemplateNode>, TemplateNode> make)
    {
        loops++;
        var body = ReadBlock();
        loops--;
        var otherwise = Next("else") is null ? [] : ReadBlock();
        ExpectEnd(tag);
        return make(body, otherwise);
    }

    TemplateNode.Try ReadTry(TemplateTag tag)
    {
        var body = ReadBlock();
        List<TemplateNode>? except = null;
        while (Next("except") is not null)
        {
            // Which error it was cannot be told apart: the first handler takes all.
            var handler = ReadBlock();
            except ??= handler;
        }

        var otherwise = Next("else") is null ? [] : ReadBlock();
        var atLast = Next("finally") is null ? [] : ReadBlock();
        ExpectEnd(tag);
        return new TemplateNode.Try(tag.Line, body, except, otherwise, atLast);
    }

    /// <summary>The nodes after the tag that we stand on, up to the tag that ends or continues its block.</summary>
    List<TemplateNode> ReadBlock()
    {
        if (++depth > MaxDepth)
        {
            throw new TemplateException("blocks are nested too deep.");
        }

        at++;
        var body = ReadBody();
        depth--;
        return body;
    }

    /// <returns>What stands after the word when the tag that we stand on begins with it, else null.</returns>
    string? Next(string word) =>
        at < tags.Count && tags[at].Kind == TemplateTagKind.Statement && Word(tags[at]) == word ? tags[at].Content[word.Length..].Trim() : null;

    void ExpectEnd(TemplateTag opening)
    {
        if (Next("end") is null)
        {
            throw at < tags.Count
                ? new TemplateException($"'{{% {tags[at].Content} %}}' does not belong to '{{% {opening.Content} %}}'.") { Line = tags[at].Line }
                : new TemplateException($"'{{% {opening.Content} %}}' is never closed: expected '{{% end %}}'.") { Line = opening.Line };
        }
    }

    static string Word(TemplateTag tag)
    {
        var end = 0;
        while (end < tag.Content.Length && (char.IsAsciiLetterOrDigit(tag.Content[end]) || tag.Content[end] == '_'))
        {
            end++;
        }

        return tag.Content[..end];
    }
}
