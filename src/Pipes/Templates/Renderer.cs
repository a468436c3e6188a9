namespace Grainwatch.Pipes.Templates;

/// <summary>Walks the tree of a template and writes SQL.</summary>
sealed class Renderer(Scope scope, SqlWriter sql)
{
    readonly Evaluator evaluator = new(scope);

    enum Flow
    {
        On,
        Break,
        Continue,
    }

    public void Render(IReadOnlyList<TemplateNode> nodes) => RenderAll(nodes);

    Flow RenderAll(IReadOnlyList<TemplateNode> nodes)
    {
        foreach (var node in nodes)
        {
            scope.Budget.Step();
            try
            {
                var flow = Render(node);
                if (flow != Flow.On)
                {
                    return flow;
                }
            }
            catch (TemplateException e) when (e.Line == 0)
            {
                e.Line = node.Line;
                throw;
            }
        }

        return Flow.On;
    }

    Flow Render(TemplateNode node)
    {
        switch (node)
        {
            case TemplateNode.Text text:
                sql.Text(text.Content);
                return Flow.On;
            case TemplateNode.Output output:
                Output.Write(evaluator.Evaluate(output.Value), sql, output.Line);
                return Flow.On;
            case TemplateNode.Set set:
                scope.Set(set.Targets, evaluator.Evaluate(set.Value));
                return Flow.On;
            case TemplateNode.If choice:
                foreach (var (condition, body) in choice.Branches)
                {
                    if (condition is null || evaluator.Evaluate(condition).IsTrue)
                    {
                        return RenderAll(body);
                    }
                }

                return Flow.On;
            case TemplateNode.For loop:
                return RenderLoop(loop);
            case TemplateNode.While loop:
                return RenderLoop(loop);
            case TemplateNode.Try attempt:
                return RenderTry(attempt);
            case TemplateNode.Break:
                return Flow.Break;
            case TemplateNode.Continue:
                return Flow.Continue;
            default:
                throw new InvalidOperationException($"No way to render {node.GetType().Name}.");
        }
    }

    Flow RenderLoop(TemplateNode.For loop)
    {
        var source = evaluator.Evaluate(loop.Source).Untyped;
        var items = source switch
        {
            Value.List list => list.Items,
            Value.Dict dict => dict.Entries.Select(e => Value.Of(e.Key)),
            Value.Text text => scope.Budget.List([.. text.Content.Take(Budget.MaxListLength + 1).Select(c => Value.Of(c.ToString()))]).Items,
            Value.Absent absent => throw new MissingParameterException(absent.Name),
            _ => throw new TemplateException($"'for' needs a list, got {source.TypeName}."),
        };
        foreach (var item in items)
        {
            scope.Set(loop.Targets, item);
            if (RenderAll(loop.Body) == Flow.Break)
            {
                return Flow.On;
            }
        }

        return RenderAll(loop.Else);
    }

    Flow RenderLoop(TemplateNode.While loop)
    {
        while (evaluator.Evaluate(loop.Condition).IsTrue)
        {
            if (RenderAll(loop.Body) == Flow.Break)
            {
                return Flow.On;
            }
        }

        return RenderAll(loop.Else);
    }

    Flow RenderTry(TemplateNode.Try attempt)
    {
        var flow = Flow.On;
        try
        {
            flow = RenderAll(attempt.Body);
            flow = flow == Flow.On ? RenderAll(attempt.Else) : flow;
        }
        catch (TemplateException e) when (e is not TemplateTooBigException && attempt.Except is not null)
        {
            flow = RenderAll(attempt.Except);
        }

        var last = RenderAll(attempt.Finally);
        return last == Flow.On ? flow : last;
    }
}
