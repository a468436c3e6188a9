using Grainwatch.Bench.Cluster;
using Grainwatch.Bench.Detectors;
using Grainwatch.Bench.FalseAlarms;
using Grainwatch.Bench.Files;
using Grainwatch.Bench.Forest;
using Grainwatch.Bench.Ingest;
using Grainwatch.Bench.Latency;
using Grainwatch.Bench.LookBack;
using Grainwatch.Bench.Monitors;
using Grainwatch.Bench.Page;
using Grainwatch.Bench.Pipes;
using Grainwatch.Bench.Probes;

namespace Grainwatch.Bench;

/// <summary>Runs one measurement by its name: <c>dotnet run -c Release --project tests/bench -- VERB</c>.</summary>
static class BenchProgram
{
    static readonly SortedDictionary<string, BenchMode> Modes = new(StringComparer.Ordinal)
    {
        ["backtest"] = BacktestBench.Mode,
        ["cluster"] = ClusterBench.Mode,
        ["detectors"] = DetectorsBench.Mode,
        ["false-alarms"] = FalseAlarmBench.Mode,
        ["forest"] = ForestBench.Mode,
        ["latency"] = LatencyBench.Mode,
        ["monitors"] = MonitorsBench.Mode,
        ["ingest"] = IngestBench.Mode,
        ["page"] = PageBench.Mode,
        ["pictures"] = Pictures.Mode,
        ["pipes"] = PipesBench.Mode,
        ["plain-service"] = PlainService.Mode,
        ["probes"] = ProbeBench.Mode,
        ["upload"] = UploadBench.Mode,
    };

    static async Task<int> Main(string[] args)
    {
        if (args.Length > 0 && Modes.TryGetValue(args[0], out var mode))
        {
            await mode.Run(args[1..]);
            return 0;
        }

        Console.Error.WriteLine("usage: dotnet run -c Release --project tests/bench -- VERB [ARGUMENTS]");
        foreach (var (verb, known) in Modes)
        {
            Console.Error.WriteLine($"  {verb,-12} {known.About}");
        }

        return args.Length == 0 ? 0 : 2;
    }
}

/// <summary>One measurement. <paramref name="Run"/> prints its own tables.</summary>
sealed record BenchMode(string About, Func<string[], Task> Run);
