using System.Globalization;
using Grainwatch.Testing.Fuzz;
using Grainwatch.Testing.Processes;

namespace Grainwatch.Soak;

/// <summary><c>fuzz [REQUESTS] [SEED]</c>: sends that many malformed requests to a server; 100,000 by default.</summary>
static class FuzzCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var requests = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
        var seed = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1;
        var folder = SoakFolder.Create();
        IReadOnlyList<string> broken;
        await using (var server = new ServerProcess(Programs.Api, ServerProcess.FreePort(), new Dictionary<string, string>
        {
            ["Grainwatch__Data"] = folder,
            ["Logging__LogLevel__Default"] = "Error",
        }))
        {
            await server.StartAsync();
            broken = await FuzzSeries.RunAsync(server, SoakFolder.PostgresOf(folder), requests, seed, Console.WriteLine, CancellationToken.None);
            if (broken.Count > 0)
            {
                Console.WriteLine(string.Join('\n', server.Output.Split('\n').TakeLast(40)));
            }
        }

        Console.WriteLine($"{requests} malformed requests: {(broken.Count == 0 ? "every promise kept" : $"{broken.Count} promises broken")}.");
        foreach (var sentence in broken.Take(20))
        {
            Console.WriteLine($"  {sentence}");
        }

        Directory.Delete(folder, recursive: true);
        return broken.Count > 0 ? 1 : 0;
    }
}
