namespace Grainwatch.Domain.Forest;

/// <summary>
/// Grows isolation trees (paper, section 4.1, algorithms 1 and 2) into one flat array of nodes, each tree breadth first from its root.
/// Two details are scikit-learn's: a feature that is constant among the node's rows is drawn again, and a value equal to the threshold
/// goes left. The first is not cosmetic: without it, trees on low-dimensional data end early and scores blur.
/// </summary>
ref struct IsolationTreeGrower
{
    // As scikit-learn: added in float32, so it only decides for values of small magnitude.
    const float ConstantFeature = 1e-7f;

    readonly ReadOnlySpan<float> _rows;
    readonly int _features;
    readonly int[] _order;
    readonly int[] _drawn;
    readonly int _sampleSize;
    readonly int _heightLimit;
    readonly Queue<Branch> _open = new();

    public IsolationTreeGrower(ReadOnlySpan<float> rows, int features, int sampleSize, int heightLimit)
    {
        _rows = rows;
        _features = features;
        _sampleSize = sampleSize;
        _heightLimit = heightLimit;
        _order = Enumerable.Range(0, rows.Length / features).ToArray();
        _drawn = Enumerable.Range(0, features).ToArray();
    }

    /// <summary>Appends one tree; <paramref name="pathLengths"/> gets one entry a node, which only leaves use.</summary>
    public readonly void Grow(SplitMix64 random, List<IsolationNode> nodes, List<double> pathLengths)
    {
        DrawSample(ref random);
        var root = nodes.Count;
        nodes.Add(default);
        pathLengths.Add(0);
        _open.Enqueue(new Branch(root, 0, _sampleSize, 0));
        while (_open.TryDequeue(out var branch))
        {
            var rows = _order.AsSpan(branch.Start, branch.Count);
            if (branch.Depth == _heightLimit || rows.Length <= 1 || !TryDrawFeature(ref random, rows, out var feature, out var min, out var max))
            {
                nodes[branch.Node] = IsolationNode.Leaf(branch.Node - root);
                pathLengths[branch.Node] = branch.Depth + AveragePathLength.Of(rows.Length);
                continue;
            }

            var threshold = DrawThreshold(ref random, min, max);
            var left = Partition(rows, feature, threshold);
            var child = nodes.Count;
            nodes[branch.Node] = IsolationNode.Split(feature, threshold, child - root);
            nodes.Add(default);
            nodes.Add(default);
            pathLengths.Add(0);
            pathLengths.Add(0);
            _open.Enqueue(new Branch(child, branch.Start, left, branch.Depth + 1));
            _open.Enqueue(new Branch(child + 1, branch.Start + left, branch.Count - left, branch.Depth + 1));
        }
    }

    // The head of a Fisher-Yates shuffle. The order left by the tree before is as good a start as any.
    readonly void DrawSample(ref SplitMix64 random)
    {
        for (var i = 0; i < _sampleSize; i++)
        {
            var other = i + random.Below(_order.Length - i);
            (_order[i], _order[other]) = (_order[other], _order[i]);
        }
    }

    readonly bool TryDrawFeature(ref SplitMix64 random, ReadOnlySpan<int> rows, out int feature, out float min, out float max)
    {
        for (var i = 0; i < _drawn.Length; i++)
        {
            var other = i + random.Below(_drawn.Length - i);
            (_drawn[i], _drawn[other]) = (_drawn[other], _drawn[i]);
            feature = _drawn[i];
            (min, max) = Range(rows, feature);
            if (max > min + ConstantFeature)
            {
                return true;
            }
        }

        (feature, min, max) = (0, 0, 0);
        return false;
    }

    readonly (float Min, float Max) Range(ReadOnlySpan<int> rows, int feature)
    {
        var min = float.PositiveInfinity;
        var max = float.NegativeInfinity;
        foreach (var row in rows)
        {
            var value = _rows[row * _features + feature];
            min = value < min ? value : min;
            max = value > max ? value : max;
        }

        return (min, max);
    }

    // Drawn in float64 and rounded down to float32: for float32 values "x <= threshold" decides the same either way.
    static float DrawThreshold(ref SplitMix64 random, float min, float max)
    {
        var exact = min + random.Unit() * ((double)max - min);
        var threshold = (float)exact;
        threshold = threshold > exact ? MathF.BitDecrement(threshold) : threshold;
        return threshold < max ? threshold : min;
    }

    readonly int Partition(Span<int> rows, int feature, float threshold)
    {
        var left = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            if (_rows[rows[i] * _features + feature] <= threshold)
            {
                (rows[left], rows[i]) = (rows[i], rows[left]);
                left++;
            }
        }

        return left;
    }

    readonly record struct Branch(int Node, int Start, int Count, int Depth);
}
