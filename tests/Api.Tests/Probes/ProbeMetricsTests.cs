using System.Diagnostics.Metrics;
using Grainwatch.Api.Observability.Metrics;
using Grainwatch.Api.Probes;
using Grainwatch.Domain.Probes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Grainwatch.Api.Tests.Probes;

public sealed class ProbeMetricsTests
{
    [Fact]
    public async Task EveryPhaseOfEveryProbeOfAFullInstallationIsShown()
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using MetricsRegistry registry = new(NullLogger<MetricsRegistry>.Instance);
        await registry.StartAsync(CancellationToken.None);
        ProbeMetrics metrics = new(services.GetRequiredService<IMeterFactory>());
        var probes = new ProbeSettings().MaxProbes;
        for (var i = 0; i < probes; i++)
        {
            metrics.RunEnds(Run($"full-{i}"), ProbeState.Up);
        }

        // Meters of tests that run meanwhile are shown as well.
        var lines = registry.Read().Split('\n').Where(line => line.StartsWith("grainwatch_probe_phase_time_seconds{", StringComparison.Ordinal)).ToList();

        Assert.DoesNotContain(lines, line => line.Contains("overflow", StringComparison.Ordinal));
        Assert.Equal(5 * probes, lines.Count(line => line.Contains("probe=\"full-", StringComparison.Ordinal)));
    }

    static ProbeResult Run(string probe)
    {
        var phase = TimeSpan.FromMilliseconds(1);
        return new ProbeResult(
            probe, DateTimeOffset.UnixEpoch, ProbeFailure.None, "", new PhaseTimings(phase, phase, phase, phase, phase), ResponseTime: 5 * phase);
    }
}
