namespace Grainwatch.Domain.Tests.Forest;

/// <summary>The few statistics that the forest is judged by.</summary>
static class Statistics
{
    /// <summary>Of a sample (n - 1).</summary>
    public static double Deviation(IReadOnlyCollection<double> values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
    }

    /// <summary>Area under the ROC curve; equal scores share their average rank.</summary>
    public static double Auc(double[] scores, bool[] positive)
    {
        var ranks = Ranks(scores);
        double positives = positive.Count(p => p);
        var rankSum = ranks.Where((_, i) => positive[i]).Sum();
        return (rankSum - positives * (positives + 1) / 2) / (positives * (positive.Length - positives));
    }

    /// <summary>Average precision: the precision at each distinct score, weighted by the recall it adds (scikit-learn's definition).</summary>
    public static double AveragePrecision(double[] scores, bool[] positive)
    {
        var order = Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i]).ToArray();
        double positives = positive.Count(p => p), sum = 0;
        int hits = 0, hitsBefore = 0;
        for (var i = 0; i < order.Length; i++)
        {
            hits += positive[order[i]] ? 1 : 0;
            if (i + 1 == order.Length || scores[order[i + 1]] != scores[order[i]])
            {
                sum += (hits - hitsBefore) / positives * hits / (i + 1);
                hitsBefore = hits;
            }
        }

        return sum;
    }

    public static double Spearman(double[] left, double[] right)
    {
        double[] x = Ranks(left), y = Ranks(right);
        double meanX = x.Average(), meanY = y.Average();
        var covariance = x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum();
        return covariance / Math.Sqrt(x.Sum(a => (a - meanX) * (a - meanX)) * y.Sum(b => (b - meanY) * (b - meanY)));
    }

    static double[] Ranks(double[] values)
    {
        var order = Enumerable.Range(0, values.Length).ToArray();
        Array.Sort([.. values], order);
        var ranks = new double[values.Length];
        for (var start = 0; start < order.Length;)
        {
            var end = start;
            while (end < order.Length && values[order[end]] == values[order[start]])
            {
                end++;
            }

            for (var i = start; i < end; i++)
            {
                ranks[order[i]] = (start + 1 + end) / 2.0;
            }

            start = end;
        }

        return ranks;
    }
}
