namespace Grainwatch.Domain.Forest;

/// <summary>
/// Isolation Forest: F. T. Liu, K. M. Ting, Z.-H. Zhou, "Isolation Forest", ICDM 2008. Random splits isolate an unusual point after fewer
/// steps than a usual one, so a short average path over many random trees marks an anomaly. Scores follow the same distribution as
/// scikit-learn's <c>IsolationForest</c> (the seeds of the two cannot match).
/// <para>
/// Rows are float32, row-major: row i is <c>rows[i * features .. (i + 1) * features]</c>. Splits do not depend on the unit or scale of a
/// feature, so nothing needs to be normalised. Immutable once trained; every member may be called from many threads at once.
/// </para>
/// </summary>
public sealed class IsolationForest
{
    readonly IsolationNode[] _nodes;
    readonly double[] _pathLengths;
    readonly int[] _roots;
    readonly int _heightLimit;
    readonly double _exponent;

    IsolationForest(IsolationNode[] nodes, double[] pathLengths, int[] roots, int features, int sampleSize, int heightLimit)
    {
        _nodes = nodes;
        _pathLengths = pathLengths;
        _roots = roots;
        _heightLimit = heightLimit;
        _exponent = -1 / (roots.Length * AveragePathLength.Of(sampleSize));
        Features = features;
        SampleSize = sampleSize;
    }

    /// <summary>Values in a row.</summary>
    public int Features { get; }

    /// <summary>Rows that each tree was grown from: the setting, or the number of training rows where that is smaller.</summary>
    public int SampleSize { get; }

    public int Trees => _roots.Length;

    /// <summary>
    /// The score above which a row counts as an outlier: 0.5, or the training quantile that
    /// <see cref="IsolationForestSettings.Contamination"/> asks for.
    /// </summary>
    public double Cut { get; private set; } = 0.5;

    /// <summary>
    /// Trains a forest (paper, section 4.1, algorithm 1): each tree on a sample of its own, down to a height of ⌈log2 ψ⌉. Costs a few
    /// milliseconds at the default settings, whatever the number of rows; with a contamination set, the scoring of all rows as well.
    /// </summary>
    /// <param name="rows">At least one row; only read during the call.</param>
    /// <param name="features">Values in a row, 1 to 65,536.</param>
    /// <exception cref="ArgumentException">The rows are no whole number of rows, or hold a value that is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting, or the number of features, is out of its range.</exception>
    public static IsolationForest Train(ReadOnlySpan<float> rows, int features, IsolationForestSettings? settings = null)
    {
        settings ??= new IsolationForestSettings();
        settings.Validate();
        CheckRows(rows, features);
        var count = rows.Length / features;
        var sampleSize = Math.Min(settings.SampleSize, count);
        var heightLimit = (int)Math.Ceiling(Math.Log2(Math.Max(sampleSize, 2)));
        var grower = new IsolationTreeGrower(rows, features, sampleSize, heightLimit);
        var random = new SplitMix64(settings.Seed);
        var nodes = new List<IsolationNode>();
        var pathLengths = new List<double>();
        var roots = new int[settings.Trees];
        for (var tree = 0; tree < roots.Length; tree++)
        {
            roots[tree] = nodes.Count;
            grower.Grow(new SplitMix64(random.Next()), nodes, pathLengths);
        }

        var forest = new IsolationForest([.. nodes], [.. pathLengths], roots, features, sampleSize, heightLimit);
        if (settings.Contamination is { } share)
        {
            forest.Cut = forest.ScoreTraining(rows).Quantile(1 - share);
        }

        return forest;
    }

    /// <summary>
    /// The anomaly score s of one row (paper, section 2, equation 2): 2 to the power of minus the mean path length over c(ψ). Near 1: an
    /// anomaly; well below 0.5: normal; all rows near 0.5: nothing stands out. With ψ = 256 it lies between about 0.29 and 0.935; with
    /// ψ = 1 it is always 0.5, as there is nothing to tell apart. Allocates nothing.
    /// </summary>
    /// <exception cref="ArgumentException">The row has another number of values than <see cref="Features"/>, or one that is not finite.</exception>
    public double Score(ReadOnlySpan<float> row)
    {
        if (row.Length != Features)
        {
            throw new ArgumentException($"The row has {row.Length} values, the forest was trained on {Features}.", nameof(row));
        }

        CheckFinite(row, Features);
        return SampleSize == 1 ? 0.5 : Math.Pow(2, TotalPathLength(row) * _exponent);
    }

    /// <summary>Scores many rows: <paramref name="scores"/>[i] is the score of row i. Allocates nothing.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit each other, or a value is not finite.</exception>
    public void Score(ReadOnlySpan<float> rows, Span<double> scores)
    {
        if (rows.Length != (long)scores.Length * Features)
        {
            throw new ArgumentException(
                $"{scores.Length} scores of {Features} features need {(long)scores.Length * Features} values, not {rows.Length}.", nameof(scores));
        }

        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = Score(rows.Slice(i * Features, Features));
        }
    }

    /// <summary>
    /// A score with the sign and zero of scikit-learn's <c>decision_function</c>: <see cref="Cut"/> minus the score. Negative is an outlier,
    /// lower is worse. It depends on the contamination, so values of different models do not compare; tiers go by training quantiles.
    /// </summary>
    public double Decision(double score) => Cut - score;

    /// <summary>The scores of the rows the forest was trained on, to read quantiles from. One double a row.</summary>
    /// <exception cref="ArgumentException">As <see cref="Score(ReadOnlySpan{float}, Span{double})"/>.</exception>
    public TrainingScores ScoreTraining(ReadOnlySpan<float> rows)
    {
        var scores = new double[rows.Length / Features];
        Score(rows, scores);
        return new TrainingScores(scores);
    }

    // Section 4.2, algorithm 3, four trees side by side: each step of a walk waits for the one before, but not for the other walks.
    double TotalPathLength(ReadOnlySpan<float> row)
    {
        var total = 0.0;
        var tree = 0;
        ReadOnlySpan<IsolationNode> nodes = _nodes;
        for (; tree + 4 <= _roots.Length; tree += 4)
        {
            int rootA = _roots[tree], rootB = _roots[tree + 1], rootC = _roots[tree + 2], rootD = _roots[tree + 3];
            int a = rootA, b = rootB, c = rootC, d = rootD;
            for (var depth = 0; depth < _heightLimit; depth++)
            {
                a = rootA + nodes[a].Next(row);
                b = rootB + nodes[b].Next(row);
                c = rootC + nodes[c].Next(row);
                d = rootD + nodes[d].Next(row);
            }

            total += _pathLengths[a] + _pathLengths[b] + _pathLengths[c] + _pathLengths[d];
        }

        for (; tree < _roots.Length; tree++)
        {
            var node = _roots[tree];
            for (var depth = 0; depth < _heightLimit; depth++)
            {
                node = _roots[tree] + nodes[node].Next(row);
            }

            total += _pathLengths[node];
        }

        return total;
    }

    static void CheckRows(ReadOnlySpan<float> rows, int features)
    {
        if (features is < 1 or > 65_536)
        {
            throw new ArgumentOutOfRangeException(nameof(features), features, "features must be 1 to 65,536.");
        }

        if (rows.IsEmpty || rows.Length % features != 0)
        {
            throw new ArgumentException($"{rows.Length} values are no whole number of rows of {features} features.", nameof(rows));
        }

        CheckFinite(rows, features);
    }

    static void CheckFinite(ReadOnlySpan<float> rows, int features)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            if (!float.IsFinite(rows[i]))
            {
                throw new ArgumentException(
                    $"Feature {i % features} of row {i / features} is {rows[i]}; values must be finite and within the range of float32.", nameof(rows));
            }
        }
    }
}
