namespace Grainwatch.Api.Probes.Definitions;

/// <summary>A value of a YAML or JSON document, and where it stands. What a definition means is read from this, whatever it was written in.</summary>
abstract record DocumentNode(int Line)
{
    public abstract string Kind { get; }
}

sealed record TextNode(string Text, int Line) : DocumentNode(Line)
{
    public override string Kind => $"'{Text}'";
}

sealed record EmptyNode(int Line) : DocumentNode(Line)
{
    public override string Kind => "nothing";
}

sealed record ListNode(IReadOnlyList<DocumentNode> Items, int Line) : DocumentNode(Line)
{
    public override string Kind => "a list";
}

sealed record MapNode(IReadOnlyList<KeyValuePair<string, DocumentNode>> Entries, int Line) : DocumentNode(Line)
{
    public override string Kind => "an object";
}

/// <summary>What is wrong with a definition, and the fix. <paramref name="line"/> is 0 where lines mean nothing.</summary>
sealed class DefinitionException(int line, string message) : Exception(message)
{
    public int Line { get; } = line;
}
