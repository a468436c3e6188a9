using System.Diagnostics;

namespace Grainwatch.Storage.Postgres;

/// <summary>Runs a program to its end.</summary>
static class ShellProgram
{
    /// <returns>What it printed.</returns>
    /// <exception cref="InvalidOperationException">It exited with another code than 0; the message has what it printed.</exception>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var (code, output) = await TryAsync(program, arguments, cancellationToken);
        return code == 0 ? output : throw new InvalidOperationException($"{program} exited with {code}: {output}");
    }

    public static async Task<(int ExitCode, string Output)> TryAsync(
        string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, await output + await errors);
    }
}
