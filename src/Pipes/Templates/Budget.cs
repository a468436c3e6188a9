namespace Grainwatch.Pipes.Templates;

/// <summary>What one rendering may cost, so that no template and no parameter holds up the server.</summary>
sealed class Budget
{
    public const int MaxTextLength = 1_000_000;
    public const int MaxListLength = 10_000;
    public const int MaxSqlLength = 500_000;
    public const int MaxValues = 10_000;
    const int MaxSteps = 500_000;

    /// <summary>So much text is one step of work.</summary>
    const int TextPerStep = 64;

    int steps;

    public void Step() => Spend(1);

    public string Text(string text)
    {
        if (text.Length > MaxTextLength)
        {
            throw new TemplateTooBigException($"a text of {text.Length} characters is too long: at most {MaxTextLength}.");
        }

        Spend(text.Length / TextPerStep);
        return text;
    }

    public Value.List List(IReadOnlyCollection<Value> items)
    {
        Room(items.Count);
        Spend(items.Count);
        return new Value.List([.. items]);
    }

    /// <summary>To be asked before a list is made.</summary>
    public static void Room(long items)
    {
        if (items > MaxListLength)
        {
            throw new TemplateTooBigException($"a list of {items} items is too long: at most {MaxListLength}.");
        }
    }

    void Spend(int count)
    {
        steps += count;
        if (steps > MaxSteps)
        {
            throw new TemplateTooBigException($"the template takes more than {MaxSteps} steps. Look for a loop that does not end.");
        }
    }
}
