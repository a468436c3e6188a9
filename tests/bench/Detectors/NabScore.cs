namespace Grainwatch.Bench.Detectors;

/// <summary>What NAB charges for a false and for a missing detection.</summary>
sealed record NabProfile(string Name, double FalsePositive, double Missed)
{
    public static NabProfile[] All { get; } =
    [
        new("standard", 0.11, 1),
        new("reward low FP", 0.22, 1),
        new("reward low FN", 0.11, 2),
    ];
}

/// <summary>
/// NAB's score: one threshold for the whole corpus, the best one; 0 is a detector that never fires and 100 one that marks the start of
/// every window and nothing else.
/// </summary>
static class NabScore
{
    public static (double Score, int Hits, int Windows) Best(IReadOnlyList<(NabSeries Series, double[] Scores)> corpus, NabProfile profile)
    {
        var windows = corpus.Sum(entry => entry.Series.Windows.Count(window => window.Last >= entry.Series.Probation));
        var flags = corpus
            .SelectMany(entry => Enumerable.Range(entry.Series.Probation, entry.Scores.Length - entry.Series.Probation)
                .Select(row => (entry.Series, Row: row, Score: entry.Scores[row])))
            .Where(flag => flag.Score > 0)
            .OrderByDescending(flag => flag.Score)
            .ToArray();

        // Lowering the threshold adds rows one by one: each outside a window costs, each inside may be the best of its window.
        var found = new Dictionary<(NabSeries, int), double>();
        var (value, best, hits) = (-profile.Missed * windows, -profile.Missed * windows, 0);
        for (var i = 0; i < flags.Length; i++)
        {
            var (series, row, score) = flags[i];
            var window = series.WindowAt(row);
            if (window is null)
            {
                value += profile.FalsePositive * Outside(series, row);
            }
            else
            {
                var known = found.TryGetValue((series, window.Value), out var before);
                var worth = Math.Max(Inside(series.Windows[window.Value], row), before);
                value += worth - before + (known ? 0 : profile.Missed);
                found[(series, window.Value)] = worth;
            }

            if ((i + 1 == flags.Length || flags[i + 1].Score < score) && value > best)
            {
                (best, hits) = (value, found.Count);
            }
        }

        return (100 * (best + profile.Missed * windows) / (windows + profile.Missed * windows), hits, windows);
    }

    // 1 at the first row of the window, falling to nearly 0 at its last.
    static double Inside((int First, int Last) window, int row) =>
        Sigmoid(-(window.Last - row + 1.0) / (window.Last - window.First + 1)) / Sigmoid(-1);

    // Nearly 0 just after a window, -1 far from any.
    static double Outside(NabSeries series, int row)
    {
        var before = series.Windows.Where(window => window.Last < row).ToArray();
        return before.Length == 0 ? -1 : Sigmoid((row - before[^1].Last) / Math.Max(before[^1].Last - before[^1].First, 1.0));
    }

    static double Sigmoid(double place) => place > 3 ? -1 : 2 / (1 + Math.Exp(5 * place)) - 1;
}
