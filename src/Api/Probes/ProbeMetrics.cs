using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Grainwatch.Api.Probes.Results;
using Grainwatch.Domain.Probes;

namespace Grainwatch.Api.Probes;

/// <summary>What probes found and how the schedule is kept, for <c>/metrics</c>. Each process tells of the probes that it runs.</summary>
sealed class ProbeMetrics
{
    readonly ConcurrentDictionary<string, (ProbeState State, ProbeResult Result)> latest = new(StringComparer.Ordinal);
    readonly Histogram<double> lateness;
    readonly Counter<long> runs;
    readonly Counter<long> dropped;

    public ProbeMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Grainwatch.Api");
        lateness = meter.CreateHistogram<double>("grainwatch.probe.lateness", "s", "How much later than its moment a run started.");
        runs = meter.CreateCounter<long>("grainwatch.probe.runs", description: "Runs of probes by what came of them.");
        dropped = meter.CreateCounter<long>("grainwatch.probe.results_dropped", description: "Results that could not be stored while Postgres was away.");
        meter.CreateObservableGauge("grainwatch.probe.up", Up, description: "1 when the probe's target is up, 0 when it is down.");
        meter.CreateObservableGauge("grainwatch.probe.success", Success, description: "1 when the last run succeeded, 0 when it failed.");
        meter.CreateObservableGauge("grainwatch.probe.response_time", ResponseTimes, "s", "Response time of the last run.");
        meter.CreateObservableGauge("grainwatch.probe.phase_time", Phases, "s", "What each phase of the last run took.");
        meter.CreateObservableGauge("grainwatch.probe.certificate_ends", Certificates, "s", "When the certificate ends, in seconds since 1970.");
    }

    public void RunStarts(TimeSpan late) => lateness.Record(late.TotalSeconds);

    public void RunEnds(ProbeResult result, ProbeState state)
    {
        latest[result.Probe] = (state, result);
        runs.Add(1, new("probe", result.Probe), new("result", ResultRow.Name(result.Failure)));
    }

    public void ResultsDropped(int rows) => dropped.Add(rows);

    /// <summary>The probe is run elsewhere or not at all from now on.</summary>
    public void Forget(string probe) => latest.TryRemove(probe, out _);

    IEnumerable<Measurement<int>> Up() => latest.Values
        .Where(known => known.State is ProbeState.Up or ProbeState.Down)
        .Select(known => new Measurement<int>(known.State == ProbeState.Up ? 1 : 0, Tag(known.Result)));

    IEnumerable<Measurement<int>> Success() => latest.Values.Select(known => new Measurement<int>(known.Result.Succeeded ? 1 : 0, Tag(known.Result)));

    IEnumerable<Measurement<double>> ResponseTimes() => latest.Values
        .Where(known => known.Result.ResponseTime is not null)
        .Select(known => new Measurement<double>(known.Result.ResponseTime!.Value.TotalSeconds, Tag(known.Result)));

    IEnumerable<Measurement<double>> Phases() => latest.Values.SelectMany(known => PhasesOf(known.Result));

    static IEnumerable<Measurement<double>> PhasesOf(ProbeResult result)
    {
        var timings = result.Timings;
        return new[] { ("dns", timings.Dns), ("connect", timings.Connect), ("tls", timings.Tls), ("first_byte", timings.FirstByte), ("transfer", timings.Transfer) }
            .Where(phase => phase.Item2 is not null)
            .Select(phase => new Measurement<double>(phase.Item2!.Value.TotalSeconds, Tag(result), new("phase", phase.Item1)));
    }

    IEnumerable<Measurement<double>> Certificates() => latest.Values
        .Where(known => known.Result.CertificateEnds is not null)
        .Select(known => new Measurement<double>(known.Result.CertificateEnds!.Value.ToUnixTimeSeconds(), Tag(known.Result)));

    static KeyValuePair<string, object?> Tag(ProbeResult result) => new("probe", result.Probe);
}
