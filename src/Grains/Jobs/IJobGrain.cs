namespace Grainwatch.Grains.Jobs;

/// <summary>Runs the <see cref="Domain.Jobs.IPeriodicJob"/> whose name is its key, one run at a time in the whole cluster.</summary>
[Alias("Grainwatch.IJobGrain")]
public interface IJobGrain : IGrainWithStringKey
{
    /// <summary>From now on the job runs, whatever becomes of the silo it runs on.</summary>
    [Alias("Start")]
    Task StartAsync();
}
