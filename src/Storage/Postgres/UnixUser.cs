using System.Globalization;

namespace Grainwatch.Storage.Postgres;

/// <summary>A user of this machine, from <c>/etc/passwd</c>.</summary>
sealed record UnixUser(string Name, int Id, int GroupId)
{
    public static UnixUser? Find(string name) => File.ReadLines("/etc/passwd")
        .Select(line => line.Split(':'))
        .Where(fields => fields.Length > 3 && fields[0] == name)
        .Select(fields => new UnixUser(name, Number(fields[2]), Number(fields[3])))
        .FirstOrDefault();

    /// <summary>The same command, run as this user by root.</summary>
    public (string Program, IEnumerable<string> Arguments) Run(string program, IEnumerable<string> arguments) =>
        ("setpriv", [$"--reuid={Id}", $"--regid={GroupId}", "--clear-groups", "--", program, .. arguments]);

    static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
