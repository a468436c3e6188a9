using System.Globalization;
using Grainwatch.Testing.Crash;
using Grainwatch.Testing.Processes;

namespace Grainwatch.Soak;

/// <summary><c>crash [ROUNDS]</c>: kills the server ROUNDS times under load, then Postgres as often; 20 by default.</summary>
static class CrashCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 20;
        var failed = false;
        foreach (var victim in Enum.GetValues<CrashSeries.Victim>())
        {
            var folder = SoakFolder.Create();
            var series = new CrashSeries(Programs.Api, folder, SoakFolder.PostgresOf(folder), Console.WriteLine);
            var broken = await series.RunAsync(victim, rounds, seed: (int)victim, CancellationToken.None);
            Console.WriteLine($"{victim} killed {rounds} times: {(broken.Count == 0 ? "every promise kept" : $"{broken.Count} promises broken")}.");
            foreach (var sentence in broken.Take(20))
            {
                Console.WriteLine($"  {sentence}");
            }

            failed |= broken.Count > 0;
            Directory.Delete(folder, recursive: true);
        }

        return failed ? 1 : 0;
    }
}
