using Grainwatch.Domain.Jobs;
using Microsoft.Extensions.Logging;

namespace Grainwatch.Grains.Jobs;

/// <summary>
/// The period is kept by a timer, which is gone with the silo; the reminder, which is in Postgres, brings the grain up on another one within
/// a minute. While a dead silo is not known to be dead the job runs nowhere; while a living one is taken for dead it may run twice, which
/// a run has to bear.
/// </summary>
public sealed partial class JobGrain(IEnumerable<IPeriodicJob> jobs, TimeProvider time, ILogger<JobGrain> logger) : Grain, IJobGrain, IRemindable
{
    const string Watchdog = "watchdog";

    /// <summary>The shortest that Orleans has.</summary>
    static readonly TimeSpan WatchdogPeriod = TimeSpan.FromMinutes(1);

    IPeriodicJob? job;
    IGrainTimer? timer;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        job = jobs.FirstOrDefault(known => known.Name == this.GetPrimaryKeyString());
        if (job is null)
        {
            // While versions are mixed, the job may be one that this silo does not have. Another activation may have more luck.
            LogUnknown(this.GetPrimaryKeyString());
            DeactivateOnIdle();
        }
        else
        {
            timer = this.RegisterGrainTimer(RunAsync, new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan)
            {
                // A run may take long, and the watchdog must not wait for it.
                Interleave = true,
                KeepAlive = true,
            });
        }

        return Task.CompletedTask;
    }

    public Task StartAsync() => this.RegisterOrUpdateReminder(Watchdog, WatchdogPeriod, WatchdogPeriod);

    /// <summary>That this is called is all that it is for: the grain is active now.</summary>
    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;

    async Task RunAsync(CancellationToken cancellationToken)
    {
        var next = NextRun(time.GetUtcNow(), job!.Period);
        try
        {
            // Off the grain's own thread of work: jobs know nothing of grains.
            await Task.Run(() => job.RunAsync(cancellationToken), cancellationToken);
        }
        catch (Exception away) when (StoreAway.Explains(away))
        {
            LogAway(job.Name, away.Message);
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(job.Name, failed);
        }

        if (!cancellationToken.IsCancellationRequested)
        {
            // One millisecond more, because timers count whole ones: a run a moment early would find its minute still open.
            var wait = next - time.GetUtcNow() + TimeSpan.FromMilliseconds(1);
            timer!.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>At each multiple of the period on the clock.</summary>
    static DateTimeOffset NextRun(DateTimeOffset now, TimeSpan period) => new(((now.UtcTicks / period.Ticks) + 1) * period.Ticks, TimeSpan.Zero);

    [LoggerMessage(1, LogLevel.Warning, "This silo has no job {Job}")]
    partial void LogUnknown(string job);

    [LoggerMessage(2, LogLevel.Error, "The job {Job} failed, and will run again at its time")]
    partial void LogFailed(string job, Exception exception);

    [LoggerMessage(3, LogLevel.Warning, "The job {Job} waits for Postgres, and will run again at its time: {Reason}")]
    partial void LogAway(string job, string reason);
}
