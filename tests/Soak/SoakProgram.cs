using Grainwatch.Soak;
using Grainwatch.Soak.Cluster;

// Long runs that ./test.sh has no time for. Each verb ends with exit code 0 when every promise was kept.
Dictionary<string, Func<string[], Task<int>>> verbs = new()
{
    ["cluster-crash"] = ClusterCrashCommand.RunAsync,
    ["crash"] = CrashCommand.RunAsync,
    ["fuzz"] = FuzzCommand.RunAsync,
    ["rolling-restart"] = RollingRestartCommand.RunAsync,
    ["split"] = SplitCommand.RunAsync,
};

if (args.Length == 0 || !verbs.TryGetValue(args[0], out var run))
{
    Console.Error.WriteLine($"usage: dotnet run -c Release --project tests/Soak -- VERB, where VERB is one of: {string.Join(", ", verbs.Keys)}");
    return 2;
}

return await run(args[1..]);
