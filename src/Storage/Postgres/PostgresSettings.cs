namespace Grainwatch.Storage.Postgres;

/// <summary>What a private Postgres runs with.</summary>
static class PostgresSettings
{
    /// <summary>Beside postgresql.conf, which includes it.</summary>
    public const string FileName = "grainwatch.conf";

    public static string Text(bool durable) => $"""
        # Written by grainwatch at every start.
        listen_addresses = ''
        unix_socket_permissions = 0700
        max_connections = 200
        max_locks_per_transaction = 512
        shared_buffers = {SharedBuffersMegabytes()}MB
        wal_buffers = 16MB
        min_wal_size = 1GB
        max_wal_size = 4GB
        checkpoint_timeout = 15min
        autovacuum_naptime = 20s
        jit = off
        timezone = 'UTC'
        log_timezone = 'UTC'
        fsync = {(durable ? "on" : "off")}
        synchronous_commit = {(durable ? "on" : "off")}
        """;

    /// <summary>A quarter of the memory, as Postgres' manual advises, between 128 MB and 1 GB.</summary>
    static long SharedBuffersMegabytes() =>
        Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 / (1 << 20), 128, 1024);
}
