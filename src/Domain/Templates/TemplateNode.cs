namespace Grainwatch.Domain.Templates;

/// <summary>A node of the tree: children by leading token on the way, clusters at the end of it.</summary>
sealed class TemplateNode(TemplateNode? parent, string key)
{
    readonly Dictionary<string, TemplateNode> _children = new(StringComparer.Ordinal);

    public List<TemplateCluster> Clusters { get; } = [];

    public TemplateNode? Find(string token) =>
        _children.TryGetValue(token, out var child) ? child : _children.GetValueOrDefault(TemplateCluster.Wildcard);

    /// <summary>
    /// The child a new template goes to. A token with a digit is taken for a variable and shares the wildcard child, as do all tokens
    /// once there are so many children that only the wildcard has room left.
    /// </summary>
    public TemplateNode FindOrAdd(string token, int maxChildren)
    {
        if (_children.TryGetValue(token, out var child))
        {
            return child;
        }

        var others = _children.Count - (_children.ContainsKey(TemplateCluster.Wildcard) ? 1 : 0);
        var key = others + 1 < maxChildren && !token.Any(char.IsDigit) ? token : TemplateCluster.Wildcard;
        return AddOrGet(key);
    }

    public TemplateNode AddOrGet(string key)
    {
        if (!_children.TryGetValue(key, out var child))
        {
            child = new TemplateNode(this, key);
            _children.Add(key, child);
        }

        return child;
    }

    /// <summary>Takes a cluster out, and the branch it stood on where that leads nowhere any more.</summary>
    public void Remove(TemplateCluster cluster)
    {
        Clusters.Remove(cluster);
        for (var node = this; node._children.Count == 0 && node.Clusters.Count == 0 && node.Parent is { } above; node = above)
        {
            above._children.Remove(node.Key);
        }
    }

    TemplateNode? Parent { get; } = parent;

    string Key { get; } = key;
}
