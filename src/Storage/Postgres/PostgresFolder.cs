using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Grainwatch.Storage.Postgres;

/// <summary>Where a private Postgres keeps its files.</summary>
sealed class PostgresFolder
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

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
            // Not in a folder where others could have put a trap under this name, if we can help it.
            SocketFolder = Path.Combine(Environment.IsPrivilegedProcess ? "/run" : Path.GetTempPath(), $"grainwatch-{hash}");
        }
    }

    public string Cluster => Path.Combine(root, "cluster");

    public string SocketFolder { get; }

    public string LogFile => Path.Combine(root, "postgres.log");

    /// <param name="dataFolder">It gets a subfolder <c>postgres</c>, or a link of that name: see <see cref="PostgresHome"/>.</param>
    public static async Task<(PostgresFolder Folder, PostgresPrograms Programs)> PrepareAsync(
        string dataFolder, bool durable, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Path.GetFullPath(dataFolder), "postgres");
        var version = await ReadVersionAsync(path, cancellationToken);
        var programs = await PostgresPrograms.FindAsync(version, cancellationToken);
        var folder = new PostgresFolder(await PostgresHome.PrepareAsync(path, programs.User, cancellationToken));
        await folder.MakeSocketFolderAsync(programs.User, cancellationToken);
        if (version is null)
        {
            await folder.InitializeAsync(programs, durable, cancellationToken);
        }

        await File.WriteAllTextAsync(Path.Combine(folder.Cluster, PostgresSettings.FileName), PostgresSettings.Text(durable), cancellationToken);
        return (folder, programs);
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
        File.Exists(LogFile) ? string.Join('\n', File.ReadLines(LogFile).TakeLast(5)) : "(it wrote no log)";

    public void RemoveSocketFolder()
    {
        if (!SocketFolder.StartsWith(root, StringComparison.Ordinal) && Directory.Exists(SocketFolder))
        {
            Directory.Delete(SocketFolder, recursive: true);
        }
    }

    static async Task<string?> ReadVersionAsync(string path, CancellationToken cancellationToken)
    {
        var file = Path.Combine(path, "cluster", "PG_VERSION");
        return File.Exists(file) ? (await File.ReadAllTextAsync(file, cancellationToken)).Trim() : null;
    }

    /// <summary>The cluster gets its name when it is complete: one that was cut off is made anew, and a complete one is never deleted.</summary>
    async Task InitializeAsync(PostgresPrograms programs, bool durable, CancellationToken cancellationToken)
    {
        var unfinished = $"{Cluster}.new";
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        await programs.InitializeAsync(unfinished, durable, cancellationToken);
        await File.AppendAllTextAsync(
            Path.Combine(unfinished, "postgresql.conf"), $"include_if_exists '{PostgresSettings.FileName}'\n", cancellationToken);
        Directory.Move(unfinished, Cluster);
    }

    async Task MakeSocketFolderAsync(UnixUser? user, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(SocketFolder, OwnerOnly);
        if (new DirectoryInfo(SocketFolder).LinkTarget is not null)
        {
            throw new InvalidOperationException($"{SocketFolder} is a link. Remove it: the socket of Postgres must be in a folder of its own.");
        }

        // Fails when the folder is another user's.
        File.SetUnixFileMode(SocketFolder, OwnerOnly);
        if (user is not null)
        {
            await ShellProgram.RunAsync("chown", [$"{user.Id}:{user.GroupId}", SocketFolder], cancellationToken);
        }
    }
}
