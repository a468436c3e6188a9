namespace Grainwatch.Domain.Anomalies;

/// <summary>From a distance to a tier. Pure.</summary>
public static class AnomalyTiers
{
    const double HighExcess = 2;
    const double CriticalExcess = 5;
    const double HighPower = 2;
    const double CriticalPower = 4;

    /// <summary>Of a count or a duration against its limit: twice as much is high, five times is critical. A limit of 0 has no multiples: medium.</summary>
    public static AnomalyTier OfExcess(double seen, double limit) =>
        limit <= 0 ? AnomalyTier.Medium : Of(seen / limit, HighExcess, CriticalExcess);

    /// <summary>
    /// Of a probability against the risk that was taken: its square is high, its fourth power is critical. With a risk of 1e-6, that is 1e-12 and
    /// 1e-24.
    /// </summary>
    /// <param name="logP">Natural logarithm of the probability.</param>
    /// <param name="risk">Above 0 and below 1.</param>
    public static AnomalyTier OfProbability(double logP, double risk) => Of(logP / Math.Log(risk), HighPower, CriticalPower);

    public static AnomalyTier Max(AnomalyTier one, AnomalyTier other) => one > other ? one : other;

    static AnomalyTier Of(double distance, double high, double critical) =>
        distance >= critical ? AnomalyTier.Critical : distance >= high ? AnomalyTier.High : AnomalyTier.Medium;
}
