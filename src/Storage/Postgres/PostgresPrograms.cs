using System.Diagnostics;

namespace Grainwatch.Storage.Postgres;

/// <summary>The programs of an installed Postgres, and the user they run as: never root.</summary>
sealed class PostgresPrograms(string binFolder, string? user)
{
    /// <summary>Null when the process itself is unprivileged, and Postgres runs as the same user.</summary>
    public string? User { get; } = user;

    /// <exception cref="InvalidOperationException">No initdb was found.</exception>
    public static PostgresPrograms Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Concat(Directory.Exists("/usr/lib/postgresql")
                ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => $"{version}/bin")
                : []);
        // The folder on PATH may hold initdb alone, as a link: the others stand beside what it points to.
        var initdb = folders.Select(folder => Path.Combine(folder, "initdb")).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException(
                "No Postgres is installed (initdb was not found). Install it (Debian: apt-get install postgresql), or set ConnectionStrings__Grainwatch.");
        var real = new FileInfo(initdb).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? initdb;
        var user = !Environment.IsPrivilegedProcess ? null : UserExists("postgres") ? "postgres" : "nobody";
        return new PostgresPrograms(Path.GetDirectoryName(real)!, user);
    }

    public Task InitializeAsync(PostgresFolder folder, CancellationToken cancellationToken) => RunAsync(
        "initdb",
        ["-D", folder.Cluster, "--username", "grainwatch", "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-instructions"],
        cancellationToken);

    /// <summary>Starts the postmaster in the background; its log goes to <see cref="PostgresFolder.LogFile"/>.</summary>
    public Process Start(PostgresFolder folder)
    {
        var (program, arguments) = AsUser("postgres", ["-D", folder.Cluster, "-k", folder.SocketFolder]);
        // A session of its own: Ctrl-C in the terminal is for us, who then stop it in order.
        return Process.Start(new ProcessStartInfo(
            "setsid", ["sh", "-c", "exec \"$@\" >>\"$0\" 2>&1 </dev/null", folder.LogFile, program, .. arguments])
        {
            WorkingDirectory = "/",
        })!;
    }

    async Task RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var (command, all) = AsUser(program, arguments);
        await ShellProgram.RunAsync(command, all, cancellationToken);
    }

    (string Program, IEnumerable<string> Arguments) AsUser(string program, IEnumerable<string> arguments)
    {
        var path = Path.Combine(binFolder, program);
        return User is null
            ? (path, arguments)
            : ("setpriv", [$"--reuid={User}", $"--regid={User}", "--init-groups", "--", path, .. arguments]);
    }

    static bool UserExists(string name) =>
        File.ReadLines("/etc/passwd").Any(line => line.StartsWith($"{name}:", StringComparison.Ordinal));
}
