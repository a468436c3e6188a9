using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Time;

namespace Grainwatch.Grains.Serialization;

[GenerateSerializer]
[Alias("Grainwatch.Episode")]
public struct EpisodeSurrogate
{
    /// <summary>By name: a number would change its meaning when a reason is added in between.</summary>
    [Id(0)]
    public string Reason;

    [Id(1)]
    public long FirstMinute;

    [Id(2)]
    public long LastMinute;

    [Id(3)]
    public long Observed;

    [Id(4)]
    public double Expected;

    [Id(5)]
    public long Peak;

    [Id(6)]
    public DateTimeOffset FiredAt;

    [Id(7)]
    public DateTimeOffset? ResolvedAt;

    [Id(8)]
    public string? Rule;

    [Id(9)]
    public string? Labels;

    [Id(10)]
    public string? Details;

    [Id(11)]
    public string? Tier;
}

[RegisterConverter]
sealed class EpisodeConverter : IConverter<Episode, EpisodeSurrogate>
{
    public Episode ConvertFromSurrogate(in EpisodeSurrogate surrogate) => new(
        Enum.Parse<AnomalyReason>(surrogate.Reason),
        new Minute(surrogate.FirstMinute),
        new Minute(surrogate.LastMinute),
        surrogate.Observed,
        surrogate.Expected,
        surrogate.Peak,
        surrogate.FiredAt,
        surrogate.ResolvedAt)
    {
        // Null from a silo that does not know rules.
        Rule = surrogate.Rule ?? "",
        Labels = surrogate.Labels,
        Details = surrogate.Details,
        Tier = surrogate.Tier is null ? AnomalyTier.Medium : Enum.Parse<AnomalyTier>(surrogate.Tier),
    };

    public EpisodeSurrogate ConvertToSurrogate(in Episode value) => new()
    {
        Reason = value.Reason.ToString(),
        FirstMinute = value.FirstMinute.Number,
        LastMinute = value.LastMinute.Number,
        Observed = value.Observed,
        Expected = value.Expected,
        Peak = value.Peak,
        FiredAt = value.FiredAt,
        ResolvedAt = value.ResolvedAt,
        Rule = value.Rule,
        Labels = value.Labels,
        Details = value.Details,
        Tier = value.Tier.ToString(),
    };
}
