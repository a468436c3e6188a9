using Grainwatch.Domain.Anomalies;
using Grainwatch.Domain.Counting;
using Grainwatch.Domain.Detection;

namespace Grainwatch.Grains.Serialization;

[GenerateSerializer]
[Alias("Grainwatch.SeriesStatus")]
public struct SeriesStatusSurrogate
{
    [Id(0)]
    public MinuteCount[] Window;

    [Id(1)]
    public double? Threshold;

    [Id(2)]
    public Episode[] Open;
}

[RegisterConverter]
sealed class SeriesStatusConverter : IConverter<SeriesStatus, SeriesStatusSurrogate>
{
    public SeriesStatus ConvertFromSurrogate(in SeriesStatusSurrogate surrogate) =>
        new(surrogate.Window, surrogate.Threshold, surrogate.Open);

    public SeriesStatusSurrogate ConvertToSurrogate(in SeriesStatus value) =>
        new() { Window = [.. value.Window], Threshold = value.Threshold, Open = [.. value.Open] };
}
