using Grainwatch.Domain.Jobs;

namespace Grainwatch.Storage.Maintenance;

/// <summary>
/// Makes the next day's partition of the logs in the hour before midnight (UTC), so that the first commits of the day wait for none.
/// Not earlier: a partition without arrivals is one that retention may drop, after two hours at the soonest.
/// </summary>
public sealed class NextDayJob(LogPartitions partitions, TimeProvider time) : IPeriodicJob
{
    static readonly TimeSpan Ahead = TimeSpan.FromHours(1);

    public string Name => "next-day";

    public TimeSpan Period => TimeSpan.FromMinutes(15);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        if ((now + Ahead).Date > now.Date)
        {
            await partitions.EnsureAsync([DateOnly.FromDateTime(now + Ahead)], cancellationToken);
        }
    }
}
