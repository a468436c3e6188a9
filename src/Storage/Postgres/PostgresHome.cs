using System.Security.Cryptography;

namespace Grainwatch.Storage.Postgres;

/// <summary>
/// The folder that Postgres lives in. Usually that is <c>DATA/postgres</c> itself. Started by root, Postgres runs as a user who may not
/// be able to get there (a checkout under <c>/root</c>): then <c>DATA/postgres</c> is a link to a folder of its own under <see cref="Elsewhere"/>.
/// </summary>
static class PostgresHome
{
    const string Elsewhere = "/var/lib/grainwatch";
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <returns>The real path, without a link.</returns>
    public static async Task<string> PrepareAsync(string path, UnixUser? user, CancellationToken cancellationToken)
    {
        if (new DirectoryInfo(path).LinkTarget is { } target)
        {
            return Directory.Exists(target)
                ? target
                : throw new InvalidOperationException(
                    $"{path} is a link to {target}, which is not there. Put it back, or remove the link to begin with an empty database.");
        }

        Directory.CreateDirectory(path, OwnerOnly);
        if (user is null)
        {
            return path;
        }

        await GiveAsync(path, user, cancellationToken);
        if (await CanEnterAsync(path, user, cancellationToken))
        {
            return path;
        }

        // The name is random: a link that was copied or moved with its data folder must never meet another installation's files.
        var home = Path.Combine(Elsewhere, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
        Directory.CreateDirectory(Elsewhere);
        // Usually empty; not when the data folder was moved to where Postgres cannot get.
        await ShellProgram.RunAsync("mv", ["-T", path, home], cancellationToken);
        Directory.CreateSymbolicLink(path, home);
        return home;
    }

    static Task GiveAsync(string path, UnixUser user, CancellationToken cancellationToken) =>
        ShellProgram.RunAsync("chown", [$"{user.Id}:{user.GroupId}", path], cancellationToken);

    static async Task<bool> CanEnterAsync(string path, UnixUser user, CancellationToken cancellationToken)
    {
        var (program, arguments) = user.Run("test", ["-x", path]);
        return (await ShellProgram.TryAsync(program, arguments, cancellationToken)).ExitCode == 0;
    }
}
