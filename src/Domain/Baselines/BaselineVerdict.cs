namespace Grainwatch.Domain.Baselines;

/// <summary>What a baseline says of a count, and why. The bounds are worked out when asked for.</summary>
/// <param name="IsAnomaly">The count is improbable in the direction asked for, and everything else that is asked for holds.</param>
/// <param name="Minutes">Minutes that were summed: the window that stood out most.</param>
/// <param name="Seen">Logs in the window.</param>
/// <param name="Model">How counts of the window are distributed by what was learnt.</param>
/// <param name="LogP">Natural logarithm of <see cref="PValue"/>; keeps the order of values that would be 0.</param>
/// <param name="Risk">The probability that the bounds, and the verdict, go by.</param>
public readonly record struct BaselineVerdict(bool IsAnomaly, int Minutes, long Seen, NegativeBinomial Model, double LogP, double Risk)
{
    /// <summary>Names the model in stored anomalies; changes when its arithmetic does.</summary>
    public const string ModelName = "seasonal-negative-binomial/1";

    /// <summary>Logs expected in the window.</summary>
    public double Expected => Model.Mean;

    /// <summary>The probability of a count at least this far out, in the direction where it is less probable of those asked for.</summary>
    public double PValue => Math.Exp(LogP);

    /// <summary>The highest count in the window that is still usual.</summary>
    public long Upper => Model.Upper(Risk);

    /// <summary>The lowest count in the window that is still usual.</summary>
    public long Lower => Model.Lower(Risk);
}
