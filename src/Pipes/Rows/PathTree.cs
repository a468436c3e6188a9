using System.Text.Json;
using Grainwatch.Pipes.Schema;

namespace Grainwatch.Pipes.Rows;

/// <summary>Where in the text of a row a value stands.</summary>
readonly record struct Found(int Start, int Length, JsonTokenType Kind);

/// <summary>The paths of all columns as one tree, so that a row is read once.</summary>
sealed class PathTree
{
    readonly List<(byte[] Key, PathTree Child)> children = [];
    readonly List<int> columns = [];

    public static PathTree Of(IReadOnlyList<Column> columns)
    {
        var root = new PathTree();
        for (var i = 0; i < columns.Count; i++)
        {
            var node = root;
            foreach (var step in columns[i].Path.Steps)
            {
                node = node.ChildFor(step.Key);
            }

            node.columns.Add(i);
        }

        return root;
    }

    /// <param name="reader">Stands on the value of this node, and is read to its end.</param>
    public void Walk(ref Utf8JsonReader reader, scoped Span<Found> found)
    {
        var (kind, start) = (reader.TokenType, (int)reader.TokenStartIndex);
        if (kind == JsonTokenType.StartObject && children.Count > 0)
        {
            WalkChildren(ref reader, found);
        }
        else
        {
            reader.Skip();
        }

        foreach (var column in columns)
        {
            found[column] = new Found(start, (int)reader.BytesConsumed - start, kind);
        }
    }

    void WalkChildren(ref Utf8JsonReader reader, scoped Span<Found> found)
    {
        // Rows mostly bring their keys in the same order: the search goes on where it last found one.
        var next = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var child = Find(ref reader, ref next);
            reader.Read();
            if (child is null)
            {
                reader.Skip();
            }
            else
            {
                child.Walk(ref reader, found);
            }
        }
    }

    PathTree? Find(ref Utf8JsonReader reader, ref int next)
    {
        for (var i = 0; i < children.Count; i++)
        {
            var at = (next + i) % children.Count;
            if (reader.ValueTextEquals(children[at].Key))
            {
                next = at + 1;
                return children[at].Child;
            }
        }

        return null;
    }

    PathTree ChildFor(byte[] key)
    {
        foreach (var (existing, child) in children)
        {
            if (existing.AsSpan().SequenceEqual(key))
            {
                return child;
            }
        }

        var created = new PathTree();
        children.Add((key, created));
        return created;
    }
}
