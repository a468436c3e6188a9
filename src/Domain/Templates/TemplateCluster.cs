namespace Grainwatch.Domain.Templates;

/// <summary>A template at work: its tokens, its place in the tree, and how often it was matched.</summary>
sealed class TemplateCluster(long id, string[] tokens, TemplateNode leaf, long count)
{
    public const string Wildcard = "<*>";
    string? _text;

    public long Id { get; } = id;

    public TemplateNode Leaf { get; } = leaf;

    public long Count { get; set; } = count;

    /// <summary>Tokens that stand in the template at the same place, and its wildcards, which count for neither side.</summary>
    public (int Same, int Wildcards) Compare(ReadOnlySpan<string> message)
    {
        int same = 0, wildcards = 0;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (ReferenceEquals(tokens[i], Wildcard))
            {
                wildcards++;
            }
            else if (tokens[i] == message[i])
            {
                same++;
            }
        }

        return (same, wildcards);
    }

    /// <summary>Makes a wildcard of each token that the message has otherwise. True when there was one.</summary>
    public bool Generalise(ReadOnlySpan<string> message)
    {
        var changed = false;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (!ReferenceEquals(tokens[i], Wildcard) && tokens[i] != message[i])
            {
                tokens[i] = Wildcard;
                changed = true;
            }
        }

        _text = changed ? null : _text;
        return changed;
    }

    public LogTemplate ToTemplate() => new(Id, _text ??= string.Join(' ', tokens), Count);
}
