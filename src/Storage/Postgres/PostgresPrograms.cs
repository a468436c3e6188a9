using System.Diagnostics;
using System.Globalization;

namespace Grainwatch.Storage.Postgres;

/// <summary>The programs of an installed Postgres, and the user they run as: never root.</summary>
sealed class PostgresPrograms
{
    /// <summary>
    /// Runs Postgres, and stops it in order (SIGINT is its fast shutdown) when standard input ends. That is when we close it, and also
    /// when we are killed: no Postgres is left behind.
    /// </summary>
    const string Keeper = """
        exec 3<&0 >>"$0" 2>&1
        "$@" </dev/null 3<&- &
        postgres=$!
        (read -r _ <&3; kill -INT $postgres) &
        keeper=$!
        wait $postgres
        code=$?
        kill $keeper
        exit $code
        """;

    readonly string binFolder;

    PostgresPrograms(string binFolder)
    {
        this.binFolder = binFolder;
        User = Environment.IsPrivilegedProcess ? UnixUser.Find("postgres") ?? UnixUser.Find("nobody") : null;
    }

    /// <summary>Null when the process itself is unprivileged, and Postgres runs as the same user.</summary>
    public UnixUser? User { get; }

    /// <param name="version">The major version that the files are of; null takes the newest that is installed.</param>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static async Task<PostgresPrograms> FindAsync(string? version, CancellationToken cancellationToken)
    {
        var found = Folders().ToList();
        foreach (var folder in found)
        {
            if (version is null || await VersionAsync(folder, cancellationToken) == version)
            {
                return new PostgresPrograms(folder);
            }
        }

        throw new InvalidOperationException(found.Count == 0
            ? "No Postgres is installed (initdb was not found). Install it (Debian: apt-get install postgresql), or set ConnectionStrings__Grainwatch."
            : $"The data was written by Postgres {version}, which is not installed. Install it (Debian: apt-get install postgresql-{version}).");
    }

    public async Task InitializeAsync(string cluster, bool durable, CancellationToken cancellationToken)
    {
        string[] sync = durable ? [] : ["--no-sync"];
        var (program, arguments) = AsUser(
            "initdb",
            ["-D", cluster, "--username", "grainwatch", "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-instructions", .. sync]);
        await ShellProgram.RunAsync(program, arguments, cancellationToken);
    }

    /// <summary>Starts Postgres in the background, its log in <see cref="PostgresFolder.LogFile"/>. Close standard input to stop it.</summary>
    public Process Start(PostgresFolder folder)
    {
        var (program, arguments) = AsUser("postgres", ["-D", folder.Cluster, "-k", folder.SocketFolder]);
        // A session of its own: Ctrl-C in the terminal is for us, who then stop it in order.
        return Process.Start(new ProcessStartInfo("setsid", ["sh", "-c", Keeper, folder.LogFile, program, .. arguments])
        {
            RedirectStandardInput = true,
            WorkingDirectory = "/",
        })!;
    }

    static IEnumerable<string> Folders() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Concat(Directory.Exists("/usr/lib/postgresql") ? NewestFirst(Directory.GetDirectories("/usr/lib/postgresql")) : [])
        .Select(folder => Path.Combine(folder, "initdb"))
        .Where(File.Exists)
        // The folder on PATH may hold initdb alone, as a link: the others stand beside what it points to.
        .Select(initdb => new FileInfo(initdb).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? initdb)
        .Select(initdb => Path.GetDirectoryName(initdb)!)
        .Distinct();

    static IEnumerable<string> NewestFirst(IEnumerable<string> versions) => versions
        .OrderByDescending(folder => double.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0)
        .Select(folder => $"{folder}/bin");

    /// <summary>The major version, from "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)".</summary>
    static async Task<string> VersionAsync(string folder, CancellationToken cancellationToken)
    {
        var text = await ShellProgram.RunAsync(Path.Combine(folder, "postgres"), ["--version"], cancellationToken);
        return text.Split(' ').ElementAtOrDefault(2)?.Split('.')[0].Trim() ?? "";
    }

    (string Program, IEnumerable<string> Arguments) AsUser(string program, IEnumerable<string> arguments)
    {
        var path = Path.Combine(binFolder, program);
        return User is null ? (path, arguments) : User.Run(path, arguments);
    }
}
