namespace Grainwatch.Storage.Probes;

/// <summary>A probe as it is kept.</summary>
/// <param name="Definition">JSON.</param>
/// <param name="File">Null when it was made over HTTP.</param>
/// <param name="HeartbeatKey">Null for all but heartbeats.</param>
public sealed record StoredProbe(
    string Name, string Definition, string? File, bool Paused, long Revision, DateTimeOffset UpdatedAt, string? HeartbeatKey = null);
