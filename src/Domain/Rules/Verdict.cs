using Grainwatch.Domain.Anomalies;

namespace Grainwatch.Domain.Rules;

/// <summary>What a detector says of one closed minute.</summary>
/// <param name="IsBreach">It is an anomaly.</param>
/// <param name="IsRecovered">It is clearly none: only such minutes count towards resolving.</param>
/// <param name="Observed">What was seen.</param>
/// <param name="Expected">What it is held against, in the same unit.</param>
/// <param name="Tier">How bad the breach is; of no meaning where there is none.</param>
/// <param name="Explain">Says why; asked only when an anomaly opens.</param>
public readonly record struct Verdict(bool IsBreach, bool IsRecovered, long Observed, double Expected, AnomalyTier Tier, Func<Evidence>? Explain)
{
    public static Verdict Clean(long observed, double expected) => new(false, true, observed, expected, AnomalyTier.Medium, null);

    /// <summary>Neither a breach nor recovered.</summary>
    public static Verdict Between(long observed, double expected) => new(false, false, observed, expected, AnomalyTier.Medium, null);

    public static Verdict Breach(long observed, double expected, AnomalyTier tier, Func<Evidence> explain) =>
        new(true, false, observed, expected, tier, explain);
}
