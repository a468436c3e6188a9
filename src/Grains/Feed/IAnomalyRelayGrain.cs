namespace Grainwatch.Grains.Feed;

/// <summary>Hands what comes through the stream of anomalies to all that watch. There is one, under <see cref="Key"/>.</summary>
[Alias("Grainwatch.IAnomalyRelayGrain")]
public interface IAnomalyRelayGrain : IGrainWithStringKey
{
    /// <summary>The stream that it consumes has the same key.</summary>
    const string Key = "all";

    /// <summary>Signs a watcher on, or on again. It is forgotten unless it signs on again within <see cref="Lease"/>.</summary>
    [Alias("Watch")]
    Task WatchAsync(IAnomalyWatcher watcher);

    static TimeSpan Lease { get; } = TimeSpan.FromSeconds(10);
}
