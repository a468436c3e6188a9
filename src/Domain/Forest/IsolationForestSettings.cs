namespace Grainwatch.Domain.Forest;

/// <summary>How an <see cref="IsolationForest"/> is trained. The defaults are those of the paper (section 5) and of scikit-learn.</summary>
public sealed record IsolationForestSettings
{
    /// <summary>Largest <see cref="SampleSize"/>: a tree addresses its nodes with 16 bits.</summary>
    public const int MaxSampleSize = 32_768;

    /// <summary>Number of trees, t in the paper. Path lengths settle well before 100. 1 to 10,000; default 100.</summary>
    public int Trees { get; init; } = 100;

    /// <summary>
    /// Rows each tree is grown from, ψ in the paper, drawn without replacement; all rows where there are fewer. More does not help: large
    /// samples hide anomalies among normal points (section 3, swamping and masking). 1 to 32,768; default 256.
    /// </summary>
    public int SampleSize { get; init; } = 256;

    /// <summary>
    /// The share of the training rows that lies beyond <see cref="IsolationForest.Cut"/>, above 0 and at most 0.5. It moves the cut only,
    /// neither trees nor scores. Default null: the cut is the score 0.5, as with scikit-learn's <c>contamination="auto"</c>.
    /// </summary>
    public double? Contamination { get; init; }

    /// <summary>The same seed and the same rows give the same forest, on every machine. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range; the message names it.</exception>
    public void Validate()
    {
        if (Trees is < 1 or > 10_000)
        {
            throw new ArgumentOutOfRangeException(nameof(Trees), Trees, "Trees must be 1 to 10,000.");
        }

        if (SampleSize is < 1 or > MaxSampleSize)
        {
            throw new ArgumentOutOfRangeException(nameof(SampleSize), SampleSize, $"SampleSize must be 1 to {MaxSampleSize}.");
        }

        if (Contamination is { } share && share is not (> 0 and <= 0.5))
        {
            throw new ArgumentOutOfRangeException(
                nameof(Contamination), share, "Contamination must be above 0 and at most 0.5, or absent for the cut at 0.5.");
        }
    }
}
