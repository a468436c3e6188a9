using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Series;

namespace Grainwatch.Grains.Serialization;

[GenerateSerializer]
[Alias("Grainwatch.AnomalyEvent")]
public struct AnomalyEventSurrogate
{
    [Id(0)]
    public long Id;

    [Id(1)]
    public string Kind;

    [Id(2)]
    public DateTimeOffset At;

    [Id(3)]
    public long AnomalyId;

    [Id(4)]
    public SeriesKey Series;

    [Id(5)]
    public Episode Episode;
}

[RegisterConverter]
sealed class AnomalyEventConverter : IConverter<AnomalyEvent, AnomalyEventSurrogate>
{
    public AnomalyEvent ConvertFromSurrogate(in AnomalyEventSurrogate surrogate) => new(
        surrogate.Id,
        Enum.Parse<AnomalyEventKind>(surrogate.Kind),
        surrogate.At,
        new Anomaly(surrogate.AnomalyId, surrogate.Series, surrogate.Episode));

    public AnomalyEventSurrogate ConvertToSurrogate(in AnomalyEvent value) => new()
    {
        Id = value.Id,
        Kind = value.Kind.ToString(),
        At = value.At,
        AnomalyId = value.Anomaly.Id,
        Series = value.Anomaly.Series,
        Episode = value.Anomaly.Episode,
    };
}
