namespace Grainwatch.Domain.Anomalies;

/// <summary>
/// Fans anomaly events out to every gateway, live. Two implementations: a channel in the process (embedded) and an Orleans stream
/// (cluster). It is for eyes, and may lose or repeat an event when a process dies: who must miss none reads
/// <see cref="IAnomalyStore.EventsAfterAsync"/> where ids leave a gap.
/// </summary>
public interface IAnomalyFeed
{
    ValueTask PublishAsync(IReadOnlyList<AnomalyEvent> events, CancellationToken cancellationToken);

    /// <summary>The events published from now on, until the token is cancelled. A subscriber that falls too far behind loses the oldest.</summary>
    IAsyncEnumerable<AnomalyEvent> SubscribeAsync(CancellationToken cancellationToken);
}
