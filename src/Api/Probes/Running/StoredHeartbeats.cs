using Grainwatch.Storage.Probes;

namespace Grainwatch.Api.Probes.Running;

/// <summary>The calls as Postgres has them.</summary>
sealed class StoredHeartbeats(HeartbeatTable table) : IHeartbeats
{
    public async Task<Heartbeat?> LastAsync(string probe, CancellationToken cancellationToken) =>
        await table.LastAsync(probe, cancellationToken) is var (at, failed, message) ? new Heartbeat(at, failed, message) : null;
}
