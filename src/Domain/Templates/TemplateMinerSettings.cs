namespace Grainwatch.Domain.Templates;

/// <summary>How a <see cref="TemplateMiner"/> groups messages. The defaults are those that Drain's authors recommend for unknown logs.</summary>
public sealed record TemplateMinerSettings
{
    /// <summary>
    /// Share of a message's tokens that must stand in a template, at the same place, for the message to belong to it. Above 0 and at
    /// most 1; default 0.4. Higher makes more and narrower templates.
    /// </summary>
    public double Similarity { get; init; } = 0.4;

    /// <summary>
    /// Layers of the tree, counted as in the paper: root, token counts, leading tokens, leaves. A message is led by its first
    /// <c>Depth - 3</c> tokens. 3 to 20; default 4, which is one leading token.
    /// </summary>
    public int Depth { get; init; } = 4;

    /// <summary>Most children of a node; tokens past that share one wildcard child. 2 to 10,000; default 100.</summary>
    public int MaxChildren { get; init; } = 100;

    /// <summary>Most templates kept. The one that was matched longest ago makes room for a new one. 1 to 1,000,000; default 10,000.</summary>
    public int MaxTemplates { get; init; } = 10_000;

    /// <summary>Characters of a message that are looked at, after masking; the rest is dropped. 1 to 1,000,000; default 2,048.</summary>
    public int MaxLength { get; init; } = 2048;

    /// <summary>What to mask before a message is split, in this order. Default: nothing.</summary>
    public IReadOnlyList<TemplateMask> Masks { get; init; } = [];

    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range; the message names it.</exception>
    public void Validate()
    {
        Check(Similarity is > 0 and <= 1, nameof(Similarity), Similarity, "must be above 0 and at most 1");
        Check(Depth is >= 3 and <= 20, nameof(Depth), Depth, "must be 3 to 20");
        Check(MaxChildren is >= 2 and <= 10_000, nameof(MaxChildren), MaxChildren, "must be 2 to 10,000");
        Check(MaxTemplates is >= 1 and <= 1_000_000, nameof(MaxTemplates), MaxTemplates, "must be 1 to 1,000,000");
        Check(MaxLength is >= 1 and <= 1_000_000, nameof(MaxLength), MaxLength, "must be 1 to 1,000,000");
    }

    static void Check(bool holds, string name, object value, string rule)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} {rule}.");
        }
    }
}
