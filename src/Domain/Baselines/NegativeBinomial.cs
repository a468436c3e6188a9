namespace Grainwatch.Domain.Baselines;

/// <summary>
/// The negative binomial distribution by its mean μ and dispersion a: variance μ + a μ². Logs come in clumps, so their counts vary more
/// than Poisson's (a = 0) allows; with Poisson's tail every clump is an anomaly.
/// </summary>
/// <param name="Mean">μ, 0 or more.</param>
/// <param name="Dispersion">a, above 0.</param>
public readonly record struct NegativeBinomial(double Mean, double Dispersion)
{
    public double Deviation => Math.Sqrt(Mean + Dispersion * Mean * Mean);

    // P(X >= k) = I_q(k, r) with r = 1 / a and q = μ / (r + μ) = aμ / (1 + aμ).
    double Size => 1 / Dispersion;

    double Success => Dispersion * Mean / (1 + Dispersion * Mean);

    double Failure => 1 / (1 + Dispersion * Mean);

    /// <summary>ln P(X ≥ <paramref name="count"/>).</summary>
    public double LogUpperTail(long count) =>
        count <= 0 ? 0
        : Mean <= 0 ? double.NegativeInfinity
        : IncompleteBeta.Log(Success, Failure, count, Size);

    /// <summary>ln P(X ≤ <paramref name="count"/>).</summary>
    public double LogLowerTail(long count) =>
        count < 0 ? double.NegativeInfinity
        : Mean <= 0 ? 0
        : IncompleteBeta.Log(Failure, Success, Size, count + 1);

    /// <summary>The largest count that is not improbably high: P(X ≥ count) is still above <paramref name="risk"/>.</summary>
    /// <param name="risk">A probability, above 0 and below 1.</param>
    public long Upper(double risk)
    {
        var (distribution, limit) = (this, Math.Log(risk));
        return LargestWhere(count => distribution.LogUpperTail(count) > limit);
    }

    /// <summary>The smallest count that is not improbably low: P(X ≤ count) is above <paramref name="risk"/>. 0 where even silence is usual.</summary>
    /// <param name="risk">A probability, above 0 and below 1.</param>
    public long Lower(double risk)
    {
        var (distribution, limit) = (this, Math.Log(risk));
        return distribution.LogLowerTail(0) > limit ? 0 : LargestWhere(count => distribution.LogLowerTail(count) <= limit) + 1;
    }

    // For a condition that holds from 0 up to some count and not after it.
    static long LargestWhere(Func<long, bool> holds)
    {
        long low = 0, high = 1;
        for (; holds(high); high *= 2)
        {
            low = high;
        }

        while (high - low > 1)
        {
            var middle = low + (high - low) / 2;
            (low, high) = holds(middle) ? (middle, high) : (low, middle);
        }

        return low;
    }
}
