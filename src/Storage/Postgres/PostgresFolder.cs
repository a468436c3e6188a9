using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Grainwatch.Storage.Postgres;

/// <summary>Where a private Postgres keeps its files, and what it runs with.</summary>
sealed class PostgresFolder
{
    /// <summary>A Unix socket's path may have 107 bytes on Linux, of which Postgres' own name takes 16.</summary>
    const int LongestSocketFolder = 90;

    readonly string root;

    PostgresFolder(string root)
    {
        this.root = root;
        SocketFolder = Path.Combine(root, "socket");
        if (Encoding.UTF8.GetByteCount(SocketFolder) > LongestSocketFolder)
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(root)))[..12];
            SocketFolder = Path.Combine(Path.GetTempPath(), $"grainwatch-{hash}");
        }
    }

    public string Cluster => Path.Combine(root, "cluster");

    public string SocketFolder { get; }

    public string LogFile => Path.Combine(root, "postgres.log");

    public static async Task<PostgresFolder> PrepareAsync(
        string dataFolder, PostgresPrograms programs, bool durable, CancellationToken cancellationToken)
    {
        var folder = new PostgresFolder(Path.Combine(Path.GetFullPath(dataFolder), "postgres"));
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(folder.root, OwnerOnly);
        Directory.CreateDirectory(folder.SocketFolder, OwnerOnly);
        if (programs.User is { } user)
        {
            await ShellProgram.RunAsync("chown", [$"{user}:", folder.root, folder.SocketFolder], cancellationToken);
        }

        // PG_VERSION alone may be of an initdb that was cut off; our own settings are written after it.
        var settings = Path.Combine(folder.Cluster, "grainwatch.conf");
        if (!File.Exists(settings))
        {
            if (Directory.Exists(folder.Cluster))
            {
                Directory.Delete(folder.Cluster, recursive: true);
            }

            await programs.InitializeAsync(folder, cancellationToken);
            await File.AppendAllTextAsync(
                Path.Combine(folder.Cluster, "postgresql.conf"), "include_if_exists 'grainwatch.conf'\n", cancellationToken);
        }

        await File.WriteAllTextAsync(settings, Settings(durable), cancellationToken);
        return folder;
    }

    /// <summary>The process id of the postmaster that runs on this folder, or null.</summary>
    public int? PostmasterId()
    {
        try
        {
            var line = File.ReadLines(Path.Combine(Cluster, "postmaster.pid")).FirstOrDefault();
            return int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && File.ReadAllText($"/proc/{id}/cmdline").Contains(Cluster, StringComparison.Ordinal)
                    ? id
                    : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    public string LogTail() =>
        File.Exists(LogFile) ? string.Join('\n', File.ReadLines(LogFile).TakeLast(20)) : "(it wrote no log)";

    public void RemoveSocketFolder()
    {
        if (!SocketFolder.StartsWith(root, StringComparison.Ordinal) && Directory.Exists(SocketFolder))
        {
            Directory.Delete(SocketFolder, recursive: true);
        }
    }

    static string Settings(bool durable) => $"""
        # Written by grainwatch at every start.
        listen_addresses = ''
        unix_socket_permissions = 0700
        max_connections = 200
        max_locks_per_transaction = 512
        shared_buffers = {SharedBuffersMegabytes()}MB
        wal_buffers = 16MB
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
