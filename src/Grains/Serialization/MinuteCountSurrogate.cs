using Grainwatch.Domain.Counting;
using Grainwatch.Domain.Time;

namespace Grainwatch.Grains.Serialization;

[GenerateSerializer]
[Alias("Grainwatch.MinuteCount")]
public struct MinuteCountSurrogate
{
    [Id(0)]
    public long Minute;

    [Id(1)]
    public long Count;
}

[RegisterConverter]
sealed class MinuteCountConverter : IConverter<MinuteCount, MinuteCountSurrogate>
{
    public MinuteCount ConvertFromSurrogate(in MinuteCountSurrogate surrogate) => new(new Minute(surrogate.Minute), surrogate.Count);

    public MinuteCountSurrogate ConvertToSurrogate(in MinuteCount value) => new() { Minute = value.Minute.Number, Count = value.Count };
}
