using Grainwatch.Domain.Jobs;

namespace Grainwatch.Api.Jobs;

/// <summary>Runs every job of a single process: at once, and then at each multiple of its period on the clock.</summary>
sealed partial class PeriodicJobRunner(IEnumerable<IPeriodicJob> jobs, TimeProvider time, ILogger<PeriodicJobRunner> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(jobs.Select(job => Task.Run(() => RepeatAsync(job, stoppingToken), stoppingToken)));

    async Task RepeatAsync(IPeriodicJob job, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            // Taken before the run: one that lasts longer than the period is followed at once.
            var next = NextRun(time.GetUtcNow(), job.Period);
            try
            {
                await job.RunAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception away) when (StoreAway.Explains(away))
            {
                LogAway(logger, job.Name, away.Message);
            }
            catch (Exception failure)
            {
                LogFailed(logger, failure, job.Name);
            }

            await WaitUntilAsync(next, stoppingToken);
        }
    }

    async Task WaitUntilAsync(DateTimeOffset then, CancellationToken stoppingToken)
    {
        for (var left = then - time.GetUtcNow(); left > TimeSpan.Zero && !stoppingToken.IsCancellationRequested; left = then - time.GetUtcNow())
        {
            // One millisecond more, because timers count whole ones: a run a moment early would find its minute still open.
            await Task.Delay(left + TimeSpan.FromMilliseconds(1), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    static DateTimeOffset NextRun(DateTimeOffset now, TimeSpan period) => new(((now.UtcTicks / period.Ticks) + 1) * period.Ticks, TimeSpan.Zero);

    [LoggerMessage(1, LogLevel.Error, "The job {Job} failed and will be run again")]
    static partial void LogFailed(ILogger logger, Exception failure, string job);

    [LoggerMessage(2, LogLevel.Warning, "The job {Job} waits for Postgres, and will be run again: {Reason}")]
    static partial void LogAway(ILogger logger, string job, string reason);
}
