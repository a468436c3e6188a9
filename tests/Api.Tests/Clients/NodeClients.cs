using System.Diagnostics;
using System.Runtime.CompilerServices;
using Grainwatch.Api.Tests.Support;

namespace Grainwatch.Api.Tests.Clients;

/// <summary>Clients from npm, at the versions of the lock file, installed once for all tests of the checkout.</summary>
static class NodeClients
{
    static readonly TimeSpan InstallPatience = TimeSpan.FromMinutes(8);
    static readonly TimeSpan RunPatience = TimeSpan.FromMinutes(2);
    static readonly Lazy<Task<string?>> Installed = new(InstallAsync);

    static string Folder { get; } = Path.Combine(Path.GetDirectoryName(ThisFile())!, "node");

    /// <summary>Runs one of the scripts' clients against the server.</summary>
    /// <returns>What it printed, when it failed; null when all was well.</returns>
    public static async Task<string?> RunAsync(string client, GrainwatchServer server)
    {
        Tool.Require("node");
        Tool.Require("npm");
        // A registry that is away is no fault of ours, but on CI nobody else would notice.
        if (await Installed.Value is { } problem)
        {
            Skip.If(Environment.GetEnvironmentVariable("CI") != "true", $"npm could not install the clients: {problem}");
            return problem;
        }

        return await RunAsync("node", ["clients.mjs", client], RunPatience, ("GW", server.BaseAddress.ToString().TrimEnd('/')), ("TOKEN", GrainwatchServer.AdminToken));
    }

    static async Task<string?> InstallAsync()
    {
        var mark = new FileInfo(Path.Combine(Folder, "node_modules", ".package-lock.json"));
        return mark.Exists && mark.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json"))
            ? null
            : await RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"], InstallPatience);
    }

    static async Task<string?> RunAsync(string program, string[] arguments, TimeSpan patience, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            return $"{program} {string.Join(' ', arguments)} did not end within {patience}.";
        }

        return process.ExitCode == 0 ? null : await output + await errors;
    }

    static string ThisFile([CallerFilePath] string path = "") => path;
}
