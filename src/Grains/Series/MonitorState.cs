using Grainwatch.Domain.Detection;

namespace Grainwatch.Grains.Series;

/// <summary>What a series grain saves: a cache of its counts. It can be deleted at any time.</summary>
[GenerateSerializer]
[Alias("Grainwatch.MonitorState")]
public sealed class MonitorState
{
    [Id(0)]
    public DateTimeOffset TakenAt { get; set; }

    [Id(1)]
    public long FirstMinute { get; set; }

    [Id(2)]
    public long[] Counts { get; set; } = [];

    public static MonitorState From(MonitorSnapshot snapshot) =>
        new() { TakenAt = snapshot.TakenAt, FirstMinute = snapshot.FirstMinute, Counts = snapshot.Counts };

    public MonitorSnapshot ToSnapshot() => new(TakenAt, FirstMinute, Counts);
}
