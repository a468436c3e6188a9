using Grainwatch.Api.Probes.Definitions;
using Grainwatch.Storage.Probes;

namespace Grainwatch.Api.Probes.Status;

/// <summary>
/// What is known of all probes: from Postgres, so any process can answer for those that others run. The sums of a day change slowly and are
/// kept for a while: longer, the longer they take.
/// </summary>
sealed class ProbeStatusReader(ProbeCatalog catalog, ProbeResults results, TimeProvider time)
{
    static readonly TimeSpan Day = TimeSpan.FromDays(1);
    static readonly TimeSpan LeastAge = TimeSpan.FromSeconds(30);

    /// <summary>How much longer than they took to sum they are good for: so this never takes more than a few percent of the machine.</summary>
    const int AgeByCost = 30;

    static readonly RunSummary NoRuns = new(0, 0, null);

    readonly SemaphoreSlim summing = new(1);
    (DateTimeOffset GoodUntil, IReadOnlyDictionary<string, RunSummary> Summaries) day = (DateTimeOffset.MinValue, new Dictionary<string, RunSummary>());

    public async Task<IReadOnlyList<ProbeStatus>> ReadAsync(CancellationToken cancellationToken)
    {
        await catalog.RefreshAsync(cancellationToken);
        return await ReadAsync(
            [.. catalog.Current.Values.OrderBy(defined => defined.Probe.Name, StringComparer.Ordinal)], _ => SummariesAsync(cancellationToken), cancellationToken);
    }

    public async Task<ProbeStatus?> FindAsync(string name, CancellationToken cancellationToken)
    {
        await catalog.RefreshAsync(cancellationToken);
        // Of one probe they take milliseconds.
        return catalog.Current.TryGetValue(name, out var defined)
            ? (await ReadAsync([defined], names => results.SummariesAsync(names, time.GetUtcNow() - Day, cancellationToken), cancellationToken))[0]
            : null;
    }

    async Task<IReadOnlyList<ProbeStatus>> ReadAsync(
        IReadOnlyList<DefinedProbe> probes,
        Func<IReadOnlyList<string>, Task<IReadOnlyDictionary<string, RunSummary>>> summarise,
        CancellationToken cancellationToken)
    {
        if (!await results.ExistAsync(cancellationToken))
        {
            return [.. probes.Select(probe => new ProbeStatus(probe, null, NoRuns))];
        }

        IReadOnlyList<string> names = [.. probes.Select(probe => probe.Probe.Name)];
        var latest = await results.LatestAsync(names, cancellationToken);
        var summaries = await summarise(names);
        return [.. probes.Select(probe => new ProbeStatus(
            probe, latest.GetValueOrDefault(probe.Probe.Name), summaries.GetValueOrDefault(probe.Probe.Name) ?? NoRuns))];
    }

    async Task<IReadOnlyDictionary<string, RunSummary>> SummariesAsync(CancellationToken cancellationToken)
    {
        await summing.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            if (now >= day.GoodUntil)
            {
                var started = time.GetTimestamp();
                var summaries = await results.SummariesAsync([.. catalog.Current.Keys], now - Day, cancellationToken);
                var cost = time.GetElapsedTime(started) * AgeByCost;
                day = (now + (cost > LeastAge ? cost : LeastAge), summaries);
            }

            return day.Summaries;
        }
        finally
        {
            summing.Release();
        }
    }
}
