using System.Collections.Concurrent;
using Grainwatch.Domain.Series;
using Grainwatch.Grains.Series;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Grainwatch.Grains.Detection;

/// <summary>
/// The series of which a hand-over failed, so that nobody knows whether it was counted, or that had to wait. Each is told to read its counts again, until it did.
/// Should this process end before, reconciliation does the same a little later.
/// </summary>
public sealed partial class ResyncQueue(IGrainFactory grains, [FromKeyedServices(TimeProviderNames.SystemTimers)] TimeProvider time, ILogger<ResyncQueue> logger) : BackgroundService
{
    const int AtOnce = 256;
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    readonly ConcurrentDictionary<SeriesRef, byte> waiting = [];

    public int Count => waiting.Count;

    public void Add(SeriesRef series) => waiting[series] = 0;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (!waiting.IsEmpty)
            {
                LogResyncing(waiting.Count);
                await Parallel.ForEachAsync(
                        waiting.Keys,
                        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken },
                        (series, _) => ResyncAsync(series))
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async ValueTask ResyncAsync(SeriesRef series)
    {
        // Before the call: a hand-over that fails while it runs puts the series back.
        waiting.TryRemove(series, out _);
        try
        {
            await grains.GetGrain<ISeriesGrain>(series.Key.ToString()).ResyncAsync(series.Id);
        }
        catch (Exception failed)
        {
            LogFailed(series.Key.ToString(), failed.Message);
            Add(series);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Count} series read their counts again")]
    partial void LogResyncing(int count);

    [LoggerMessage(2, LogLevel.Debug, "{Series} could not be told to read its counts again: {Reason}")]
    partial void LogFailed(string series, string reason);
}
