using System.Text.Json;
using Grainwatch.Api.Json;
using Grainwatch.Api.Processes;
using Grainwatch.Storage.Detection;
using Grainwatch.Storage.Processes;

namespace Grainwatch.Api.Live;

/// <summary>Makes a frame a second, also while nobody looks: who opens the page wants to see how it came to what is.</summary>
sealed partial class LiveFrames(
    LiveHub hub, ProcessStatsTable table, AnomalyReader anomalies, TimeProvider time, ILogger<LiveFrames> logger) : BackgroundService
{
    static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.NextAsync(stoppingToken))
        {
            await SendAsync(stoppingToken);
        }
    }

    async Task SendAsync(CancellationToken cancellationToken)
    {
        try
        {
            var frame = await ReadAsync(cancellationToken);
            hub.Frame(JsonSerializer.Serialize(frame, ApiJson.Options));
        }
        catch (Exception away) when (!cancellationToken.IsCancellationRequested)
        {
            LogAway(logger, away.Message);
            hub.Send(ServerEvents.Event("away", "{}"));
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    async Task<LiveFrame> ReadAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var rows = await table.ReadAsync(now - Fresh, cancellationToken);
        List<ProcessStats> stats = [.. rows.Select(row => JsonSerializer.Deserialize<ProcessStats>(row.Stats, ApiJson.Options)!)];
        // The slowest is what somebody waits for.
        return new LiveFrame(
            now.UtcDateTime,
            stats.SelectMany(one => one.LogsPerSecond).GroupBy(rate => rate.Key).ToDictionary(rate => rate.Key, rate => rate.Sum(part => part.Value)),
            stats.Sum(one => one.RowsPerSecond),
            stats.Sum(one => one.QuarantinedPerSecond),
            stats.Sum(one => one.Quarantined),
            stats.Max(one => one.CommitP50Ms),
            stats.Max(one => one.CommitP99Ms),
            stats.Sum(one => one.WaitingRows),
            stats.Sum(one => one.BufferedBytes),
            stats.Sum(one => one.DetectionQueue),
            stats.Sum(one => one.Series),
            await anomalies.CountOpenAsync(cancellationToken),
            stats.Count,
            stats.Sum(one => one.Pages));
    }

    [LoggerMessage(1, LogLevel.Debug, "The pages cannot be told what is going on: {Reason}")]
    static partial void LogAway(ILogger logger, string reason);
}
