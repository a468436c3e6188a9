namespace Grainwatch.Domain.Forest;

/// <summary>The scores a forest gave to its own training rows: the scale that says what score is rare for these data. Immutable.</summary>
public sealed class TrainingScores
{
    readonly double[] _sorted;

    /// <param name="scores">In any order; copied.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public TrainingScores(ReadOnlySpan<double> scores)
    {
        if (scores.IsEmpty)
        {
            throw new ArgumentException("There must be at least one training score.", nameof(scores));
        }

        _sorted = scores.ToArray();
        Array.Sort(_sorted);
    }

    public int Count => _sorted.Length;

    /// <summary>The score below which <paramref name="share"/> of the training rows lie, interpolated linearly (numpy's default).</summary>
    /// <param name="share">0 (the lowest score) to 1 (the highest).</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not 0 to 1.</exception>
    public double Quantile(double share)
    {
        if (share is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "A quantile's share must be 0 to 1.");
        }

        var position = share * (_sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, _sorted.Length - 1);
        return _sorted[below] + (position - below) * (_sorted[above] - _sorted[below]);
    }
}
