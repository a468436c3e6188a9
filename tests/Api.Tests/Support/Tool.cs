using System.Diagnostics;
using Grainwatch.Api.Tests.Alerts.Support;

namespace Grainwatch.Api.Tests.Support;

/// <summary>Runs a program of others to its end.</summary>
static class Tool
{
    /// <summary>Skips the test where the program is not installed. On CI, which installs it, it must be there.</summary>
    public static void Require(string name) => Require(ForeignProgram.Find(name) is not null, name);

    /// <summary>The same for what is no program.</summary>
    public static void Require(bool isThere, string name)
    {
        if (!isThere)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", $"needs {name}, which is not installed");
            Skip.If(true, $"needs {name}, which is not installed");
        }
    }

    /// <summary>Skips the test where the program is not installed.</summary>
    /// <param name="package">Debian's package that has it.</param>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string name, string package, IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        var program = ForeignProgram.Find(name);
        Skip.If(program is null, $"needs {name} (Debian's package {package}), which is not installed");
        ProcessStartInfo start = new(program!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}
