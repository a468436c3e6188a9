using Grainwatch.Domain.Thresholds;
using Grainwatch.Grains.Series;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Grainwatch.Grains.Thresholds;

[Reentrant]
public sealed class SeriesService(GrainId id, Orleans.Runtime.Silo silo, ILoggerFactory loggers, LocalSeries local, ThresholdBook thresholds)
    : GrainService(id, silo, loggers), ISeriesService
{
    const int AtOnce = 1000;

    public async Task ApplyThresholdsAsync()
    {
        await thresholds.RefreshAsync(CancellationToken.None);
        var current = thresholds.Current;
        foreach (var some in local.All.Where(series => series.Threshold != current.For(series.Key)?.PerMinute || !series.IsStored).Chunk(AtOnce))
        {
            await Task.WhenAll(some.Select(series => series.Grain.ApplyThresholdAsync()));
        }
    }
}
