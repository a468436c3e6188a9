using Grainwatch.Domain.Series;

namespace Grainwatch.Grains.Serialization;

// How the words of Domain, which knows no Orleans, travel between processes. The ids are a contract with processes of other versions:
// fields may be added under new ids, and never renumbered.

[GenerateSerializer]
[Alias("Grainwatch.SeriesKey")]
public struct SeriesKeySurrogate
{
    [Id(0)]
    public string Service;

    [Id(1)]
    public string Severity;
}

[RegisterConverter]
sealed class SeriesKeyConverter : IConverter<SeriesKey, SeriesKeySurrogate>
{
    public SeriesKey ConvertFromSurrogate(in SeriesKeySurrogate surrogate) => new(surrogate.Service, surrogate.Severity);

    public SeriesKeySurrogate ConvertToSurrogate(in SeriesKey value) => new() { Service = value.Service, Severity = value.Severity };
}
